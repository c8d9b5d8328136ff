// @ts-check
/**
 * The identity provider of the demo. The workbench and the shop are registered there twice: with a key pair, with which
 * their servers sign who the agent is (JWT mode), and with the platform where the company's people sign in (OAuth mode).
 * Either way their servers get an access token for it.
 */
import { randomBytes } from 'node:crypto';
import { createAgentKeyPair, exchangeToken, signAgentAssertion } from 'aicc-support/server';
import { createIdentityProvider } from 'aicc-support/testing';
import { createRedeemer } from '../platform/platform-client.mjs';
import { createPlatform, mappingField } from '../platform/platform.mjs';
import { agents } from './center.mjs';

/**
 * @typedef {object} SignedInAgent
 * @property {string} userName the account name
 * @property {string} [platformToken] of who signed in at the platform
 *
 * @typedef {object} SiteIdentity what a site's server asks about its agents
 * @property {(agent: SignedInAgent, options: { scope: readonly string[], signal: AbortSignal }) => ReturnType<typeof exchangeToken>} exchange
 * @property {import('../platform/platform-client.mjs').RedeemCode} redeem
 *
 * @typedef {ReturnType<typeof createPlatform>} Platform
 * @typedef {Awaited<ReturnType<typeof createDemoIdentity>>} DemoIdentity
 */

const newSecret = () => randomBytes(24).toString('base64url');

/** @param {Pick<import('./sites.mjs').Origins, 'identity' | 'platform' | 'workbench' | 'crm'>} origins */
export async function createDemoIdentity(origins) {
  /** What the platform issued, and to whom. */
  const secrets = { aicc: newSecret(), workbench: newSecret(), crm: newSecret() };
  const platform = createPlatform({
    origin: origins.platform,
    accounts: agents.map(({ workNo, account }) => ({ login: workNo, accountName: account })),
    clients: [
      client('aicc', secrets.aicc, `${origins.identity}/oauth/callback/crmsso`),
      client('workbench', secrets.workbench, `${origins.workbench}/signed-in`),
      client('crm', secrets.crm, `${origins.crm}/signed-in`),
    ],
  });
  const workbench = await registerSite('workbench', 'benchsso', { origins, platform, secrets });
  const crm = await registerSite('crm', 'crmsso', { origins, platform, secrets });
  const provider = createIdentityProvider({
    issuer: origins.identity,
    agents: agents.map(({ account }) => account),
    clients: [...workbench.registrations, ...crm.registrations],
  });
  return { provider, platform, workbench: workbench.identity, crm: crm.identity };
}

/** @param {string} id @param {string} secret @param {string} redirectUri */
const client = (id, secret, redirectUri) => ({ client_id: id, client_secret: secret, redirect_uris: [redirectUri] });

/**
 * @param {'workbench' | 'crm'} site its name, and that of its first registration
 * @param {string} platformApp the name of the second
 * @param {object} how
 * @param {Parameters<typeof createDemoIdentity>[0]} how.origins
 * @param {Platform} how.platform
 * @param {Record<'aicc' | 'workbench' | 'crm', string>} how.secrets
 */
async function registerSite(site, platformApp, { origins, platform, secrets }) {
  const { privateKey, publicKey } = await createAgentKeyPair();
  const issuer = origins[site];
  const { tokenEndpoint, userEndpoint } = platform;
  /** @param {string} appName */
  const credentials = (appName) => ({
    clientId: `idp_${appName}`,
    clientSecret: newSecret(),
    redirectUrl: `${issuer}/callback`,
  });
  const [ours, theirs] = [credentials(site), credentials(platformApp)];
  const ofProvider = { tokenEndpoint, userEndpoint, clientId: 'aicc', clientSecret: secrets.aicc, mappingField };

  /** @type {import('aicc-support/testing').ClientRegistration[]} */
  const registrations = [
    { mode: 'jwt', appName: site, ...ours, issuer, publicKey },
    { mode: 'oauth', appName: platformApp, ...theirs, platform: ofProvider },
  ];

  /** @type {SiteIdentity} */
  const identity = {
    async exchange({ userName, platformToken }, options) {
      const subject =
        platformToken === undefined
          ? {
              ...ours,
              subjectIssuer: issuer,
              subjectToken: await signAgentAssertion({ issuer, userName, privateKey }),
            }
          : { ...theirs, subjectIssuer: platformApp, subjectToken: platformToken };
      const endpoint = `${origins.identity}/oauth/token_exchange`;
      return exchangeToken({ profile: 'aiccs', endpoint, ...subject, ...options });
    },
    redeem: createRedeemer({ tokenEndpoint, userEndpoint, clientId: site, clientSecret: secrets[site], mappingField }),
  };
  return { registrations, identity };
}
