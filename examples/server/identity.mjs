// @ts-check
/**
 * The identity provider of the demo. The workbench and the shop are registered there, each with a key pair of its own:
 * their servers sign who the agent is, and get an access token for it (JWT mode).
 */
import { randomBytes } from 'node:crypto';
import { createAgentKeyPair, exchangeToken, signAgentAssertion } from 'aicc-support/server';
import { createIdentityProvider } from 'aicc-support/testing';
import { agents } from './center.mjs';

/**
 * @typedef {(userName: string, options: { scope: readonly string[], signal: AbortSignal }) => ReturnType<typeof exchangeToken>} Exchange
 * @typedef {Awaited<ReturnType<typeof createDemoIdentity>>} DemoIdentity
 */

/** @param {{ identity: string, workbench: string, crm: string }} origins */
export async function createDemoIdentity(origins) {
  const sites = [
    await register('workbench', origins.workbench, origins.identity),
    await register('crm', origins.crm, origins.identity),
  ];
  const provider = createIdentityProvider({
    issuer: origins.identity,
    agents: agents.map(({ account }) => account),
    clients: sites.map(({ registration }) => registration),
  });
  const [{ exchange: forWorkbench }, { exchange: forCrm }] = /** @type {[typeof sites[0], typeof sites[0]]} */ (sites);
  return { provider, exchanges: { workbench: forWorkbench, crm: forCrm } };
}

/**
 * @param {string} appName
 * @param {string} origin
 * @param {string} identity
 */
async function register(appName, origin, identity) {
  const { privateKey, publicKey } = await createAgentKeyPair();
  const client = {
    clientId: `idp_${appName}`,
    clientSecret: randomBytes(24).toString('base64url'),
    redirectUrl: `${origin}/callback`,
  };
  return {
    registration: { ...client, mode: /** @type {const} */ ('jwt'), appName, issuer: origin, publicKey },
    /** @type {Exchange} */
    async exchange(userName, { scope, signal }) {
      const subjectToken = await signAgentAssertion({ issuer: origin, userName, privateKey });
      const endpoint = `${identity}/oauth/token_exchange`;
      return exchangeToken({
        profile: 'aiccs',
        endpoint,
        ...client,
        subjectIssuer: origin,
        subjectToken,
        scope,
        signal,
      });
    },
  };
}
