// @ts-check
/** What each site of the demo serves: its files, the policy that its pages live under, its endpoints. */
import path from 'node:path';
import { serveConnection } from 'aicc-support/server';
import { agents } from './center.mjs';
import { nodeAdapter } from './node-adapter.mjs';
import { phoneEndpoints } from './phone-endpoints.mjs';
import { createSessions } from './sessions.mjs';
import { assetOf, scriptOf } from './site.mjs';

/**
 * @typedef {import('./site.mjs').Site} Site
 *
 * @typedef {object} Origins
 * @property {string} workbench
 * @property {string} bank
 * @property {string} legacy
 * @property {string} backend
 * @property {string} phone
 * @property {string} crm
 * @property {string} identity
 * @property {string} platform
 */

const examples = path.join(import.meta.dirname, '..');
const root = path.join(examples, '..');

/**
 * @param {object} options
 * @param {Origins} options.origins
 * @param {import('./bundles.mjs').PageScripts} options.code
 * @param {ReturnType<import('./center.mjs').createDemoCenter>} options.demo
 * @param {import('./identity.mjs').DemoIdentity} options.identity
 * @param {import('./verification.mjs').DemoVerification} options.verification
 * @param {import('./messages.mjs').Messages} options.messages
 * @param {(request: Request) => Promise<Response>} options.statements what the bank's server gives to the bank's page
 * @returns {Record<Exclude<keyof Origins, 'backend'>, Site>}
 */
export function createSites({ origins, code, demo, identity, verification, messages, statements }) {
  const names = Object.fromEntries(Object.entries(origins).map(([name, origin]) => [name.toUpperCase(), origin]));
  const signIn = assetOf(path.join(examples, 'shared', 'sign-in.html'), names).body.toString();
  const values = { ...names, SIGN_IN: signIn };
  /** @param {string} folder @param {string[]} files */
  const assetsOf = (folder, files) =>
    Object.fromEntries(files.map((file) => [`/${file}`, assetOf(path.join(examples, folder, file), values)]));
  /**
   * A page with what all pages have.
   *
   * @param {string} folder
   * @param {string[]} files
   */
  const pageOf = (folder, files) => ({
    ...assetsOf('shared', ['style.css', 'icon.svg']),
    '/': assetOf(path.join(examples, folder, 'index.html'), values),
    ...assetsOf(folder, files),
  });

  const aicc = nodeAdapter(
    serveConnection({
      basePath: '/aicc',
      // The pages of both: the workbench's own, and the CRM's, which live on another origin.
      allowedOrigins: [origins.workbench, origins.crm],
      async authenticate({ headers }) {
        const [, token = ''] = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '') ?? [];
        const { userName } = (await identity.provider.verify(token)) ?? {};
        const agent = agents.find(({ account }) => account === userName);
        return agent && { id: agent.workNo };
      },
      // An agent of the demo may do all that its centre offers.
      authorize: () => true,
      connectionFor: ({ id }) => demo.connectionOf(id),
    }),
    origins.workbench,
  );
  const statement = nodeAdapter(statements, origins.bank);
  const keys = nodeAdapter(async () => Response.json(verification.keys()), origins.workbench);
  /** A page of the workbench's site. @param {string} name @param {import('./bundles.mjs').PageScript} script */
  const administrationOf = (name, script) => ({
    [`/${name}`]: assetOf(path.join(examples, 'administration', `${name}.html`), values),
    ...scriptOf(`${name}.js`, script),
  });
  const { provider, platform, workbench, crm } = identity;
  const workbenchSession = createSessions({ skillGroup: 'retail', origin: origins.workbench, identity: workbench });
  const framed = `frame-ancestors ${origins.workbench}`;

  return {
    workbench: {
      assets: {
        ...pageOf('workbench', ['workbench.css']),
        ...scriptOf('workbench.js', code.workbench),
        ...administrationOf('processes', code.processes),
        ...administrationOf('records', code.records),
        ...assetsOf('administration', ['administration.css']),
      },
      policy: `frame-src ${origins.bank} ${origins.legacy}; frame-ancestors 'none'`,
      trustedTypes: 'lit-html',
      endpoints(request, response) {
        if (request.url === '/verification/keys') return keys(request, response);
        return request.url?.startsWith('/aicc/') ? aicc(request, response) : workbenchSession(request, response);
      },
    },
    bank: {
      assets: {
        ...pageOf('business-page', ['business-page.css', 'icon.svg']),
        ...scriptOf('business-page.js', code.bank),
      },
      policy: framed,
      endpoints(request, response) {
        if (request.url === '/api/statement') return statement(request, response);
        return void response.writeHead(404).end();
      },
    },
    legacy: {
      assets: {
        ...pageOf('legacy-page', ['legacy-page.css', 'messages.js', 'legacy-page.js']),
        '/aicc-support.min.js': assetOf(path.join(root, 'dist/aicc-support.min.js')),
      },
      policy: framed,
    },
    phone: {
      assets: { ...pageOf('customer-phone', ['customer-phone.css']), ...scriptOf('customer-phone.js', code.phone) },
      policy: "frame-ancestors 'none'",
      endpoints: phoneEndpoints(demo, messages, origins.phone),
    },
    crm: {
      assets: { ...pageOf('crm-call-bar', ['crm-call-bar.css', 'icon.svg']), ...scriptOf('crm-call-bar.js', code.crm) },
      policy: `connect-src 'self' ${origins.workbench}; frame-ancestors 'none'`,
      trustedTypes: 'lit-html',
      endpoints: createSessions({ skillGroup: 'sales', origin: origins.crm, identity: crm }),
    },
    identity: {
      assets: {},
      policy: "frame-ancestors 'none'",
      endpoints: nodeAdapter(provider.handle, origins.identity),
    },
    platform: {
      assets: assetsOf('shared', ['style.css', 'icon.svg']),
      policy: "frame-ancestors 'none'",
      endpoints: platform.handle,
    },
  };
}
