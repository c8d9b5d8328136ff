// @ts-check
/**
 * The whole demo in one process, on loopback: five origins, as in real life, of four parties.
 *
 * | site       | whose                | origin                  |
 * | workbench  | the contact centre's | http://localhost:4310   |
 * | bank       | the bank's page      | http://127.0.0.1:4311   |
 * | legacy     | another department's | http://127.0.0.1:4312   |
 * | backend    | the bank's server    | http://127.0.0.1:4313   |
 * | phone      | the customer's       | http://127.0.0.1:4314   |
 */
import { createServer } from 'node:http';
import path from 'node:path';
import { serveConnection } from 'aicc-support/server';
import { createBackend } from '../backend/server.mjs';
import { bundlePages } from './bundles.mjs';
import { createDemoCenter } from './center.mjs';
import { closeServer, listen, listenOnIpv6 } from './listen.mjs';
import { nodeAdapter } from './node-adapter.mjs';
import { phoneEndpoints } from './phone-endpoints.mjs';
import { createSessions } from './sessions.mjs';
import { assetOf, ownJson, scriptOf, siteHandler } from './site.mjs';

/**
 * @typedef {object} DemoOptions
 * @property {number} [port] the first of five; others are taken where these are in use. Default 4310
 * @property {number} [wrapUpSeconds] how long wrap-up lasts when nobody ends it. Default 120
 * @property {import('./bundles.mjs').PageScripts} [scripts] the pages' scripts, when they are bundled already
 * @property {(exchange: import('../backend/server.mjs').Exchange) => void} [onExchange] sees what the bank's API is asked
 *
 * @typedef {object} Demo
 * @property {{ workbench: string, bank: string, legacy: string, backend: string, phone: string }} origins
 * @property {() => Promise<void>} stopWorkbench takes its server away, as a deployment does
 * @property {() => Promise<void>} startWorkbench brings it back
 * @property {() => Promise<void>} close
 */

const examples = path.join(import.meta.dirname, '..');
const root = path.join(examples, '..');

/** @param {DemoOptions} [options] @returns {Promise<Demo>} */
export async function startDemo({ port = 4310, wrapUpSeconds = 120, onExchange, scripts } = {}) {
  const inExamples = (/** @type {string[]} */ ...parts) => path.join(examples, ...parts);
  const code = scripts ?? (await bundlePages());

  // First the ports, for the pages name each other's origins.
  const servers = {
    workbench: createServer(),
    bank: createServer(),
    legacy: createServer(),
    backend: createBackend(onExchange),
    phone: createServer(),
  };
  const twin = createServer();
  const names = /** @type {(keyof typeof servers)[]} */ (Object.keys(servers));
  const ports = /** @type {Record<keyof typeof servers, number>} */ ({});
  for (const [index, name] of names.entries()) {
    ports[name] = await listen(servers[name], port === 0 ? 0 : port + index);
  }
  while (!(await listenOnIpv6(twin, ports.workbench))) {
    await closeServer(servers.workbench);
    ports.workbench = await listen(servers.workbench, 0);
  }

  const origins = {
    workbench: `http://localhost:${ports.workbench}`,
    bank: `http://127.0.0.1:${ports.bank}`,
    legacy: `http://127.0.0.1:${ports.legacy}`,
    backend: `http://127.0.0.1:${ports.backend}`,
    phone: `http://127.0.0.1:${ports.phone}`,
  };
  const values = {
    WORKBENCH: origins.workbench,
    BANK: origins.bank,
    LEGACY: origins.legacy,
    PHONE: origins.phone,
  };
  /** @param {string} folder @param {string[]} files */
  const assetsOf = (folder, files) =>
    Object.fromEntries(files.map((file) => [`/${file}`, assetOf(inExamples(folder, file), values)]));
  /** @param {string} folder */
  const pageOf = (folder) => ({ '/': assetOf(inExamples(folder, 'index.html'), values) });
  const shared = assetsOf('shared', ['style.css', 'icon.svg']);

  const demo = createDemoCenter({ verifyUrl: `${origins.backend}/verify`, wrapUpSeconds });
  const sessions = createSessions();
  const aicc = nodeAdapter(
    serveConnection({
      basePath: '/aicc',
      allowedOrigins: [origins.workbench],
      authenticate: sessions.authenticate,
      // An agent of the demo may do all that its centre offers.
      authorize: () => true,
      connectionFor: ({ id }) => demo.connectionOf(id),
    }),
    origins.workbench,
  );

  const workbench = siteHandler(
    {
      assets: {
        ...shared,
        ...pageOf('workbench'),
        ...assetsOf('workbench', ['workbench.css']),
        '/workbench.js': scriptOf(code.workbench),
      },
      policy: `frame-src ${origins.bank} ${origins.legacy}; frame-ancestors 'none'`,
      async endpoints(request, response) {
        if (request.url?.startsWith('/aicc/')) return aicc(request, response);
        const body = request.url === '/session' ? await ownJson(request, origins.workbench) : undefined;
        const token = sessions.tokenFor(body?.workNo);
        if (token === undefined) return void response.writeHead(404).end();
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify({ token }));
      },
    },
    origins.workbench,
  );
  servers.workbench.on('request', workbench);
  twin.on('request', workbench);

  const framed = `frame-ancestors ${origins.workbench}`;
  servers.bank.on(
    'request',
    siteHandler(
      {
        assets: {
          ...shared,
          ...pageOf('business-page'),
          ...assetsOf('business-page', ['business-page.css', 'icon.svg']),
          '/business-page.js': scriptOf(code.bank),
        },
        policy: framed,
      },
      origins.bank,
    ),
  );
  servers.legacy.on(
    'request',
    siteHandler(
      {
        assets: {
          ...shared,
          ...pageOf('legacy-page'),
          ...assetsOf('legacy-page', ['legacy-page.css', 'messages.js', 'legacy-page.js']),
          '/aicc-support.min.js': assetOf(path.join(root, 'dist/aicc-support.min.js')),
        },
        policy: framed,
      },
      origins.legacy,
    ),
  );
  servers.phone.on(
    'request',
    siteHandler(
      {
        assets: {
          ...shared,
          ...pageOf('customer-phone'),
          ...assetsOf('customer-phone', ['customer-phone.css']),
          '/customer-phone.js': scriptOf(code.phone),
        },
        policy: "frame-ancestors 'none'",
        endpoints: phoneEndpoints(demo, origins.phone),
      },
      origins.phone,
    ),
  );

  return {
    origins,
    async stopWorkbench() {
      await Promise.all([servers.workbench, twin].map(closeServer));
    },
    async startWorkbench() {
      await listen(servers.workbench, ports.workbench);
      await listenOnIpv6(twin, ports.workbench);
    },
    async close() {
      await demo.close();
      await Promise.all([...Object.values(servers), twin].map(closeServer));
    },
  };
}
