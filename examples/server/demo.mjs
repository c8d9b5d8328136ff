// @ts-check
/**
 * The whole demo in one process, on loopback: eight origins, as in real life, of six parties.
 *
 * | site       | whose                | origin                  |
 * | workbench  | the contact centre's | http://localhost:4310   |
 * | bank       | the bank's page      | http://127.0.0.1:4311   |
 * | legacy     | another department's | http://127.0.0.1:4312   |
 * | backend    | the bank's server    | http://127.0.0.1:4313   |
 * | phone      | the customer's       | http://127.0.0.1:4314   |
 * | crm        | a shop's own CRM     | http://127.0.0.1:4315   |
 * | identity   | the contact centre's | http://127.0.0.1:4316   |
 * | platform   | a company's own      | http://127.0.0.1:4317   |
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createBackend } from '../backend/server.mjs';
import { bundlePages } from './bundles.mjs';
import { createDemoCenter } from './center.mjs';
import { createMessages } from './messages.mjs';
import { createDemoVerification } from './verification.mjs';
import { createStatements } from '../backend/statements.mjs';
import { createDemoIdentity } from './identity.mjs';
import { closeServer, listen, listenOnIpv6 } from './listen.mjs';
import { siteHandler } from './site.mjs';
import { createSites } from './sites.mjs';

/**
 * @typedef {object} DemoOptions
 * @property {number} [port] the first of eight; others are taken where these are in use. Default 4310
 * @property {number} [wrapUpSeconds] how long wrap-up lasts when nobody ends it. Default 120
 * @property {import('./bundles.mjs').PageScripts} [scripts] the pages' scripts, when they are bundled already
 * @property {(exchange: import('../backend/server.mjs').Exchange) => void} [onExchange] sees what the bank's API is asked
 *
 * @typedef {object} Demo
 * @property {import('./sites.mjs').Origins} origins
 * @property {string} flowSecret what the centre shows to the bank's API
 * @property {() => Promise<void>} stopWorkbench takes its server away, as a deployment does
 * @property {() => Promise<void>} startWorkbench brings it back
 * @property {() => Promise<void>} close
 */

/** @param {DemoOptions} [options] @returns {Promise<Demo>} */
export async function startDemo({ port = 4310, wrapUpSeconds = 120, onExchange, scripts } = {}) {
  const code = scripts ?? (await bundlePages());

  const flowSecret = randomBytes(24).toString('base64url');

  // First the ports, for the pages name each other's origins.
  const servers = {
    workbench: createServer(),
    bank: createServer(),
    legacy: createServer(),
    backend: createBackend({ flowSecret, ...(onExchange && { onExchange }) }),
    phone: createServer(),
    crm: createServer(),
    identity: createServer(),
    platform: createServer(),
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
    crm: `http://127.0.0.1:${ports.crm}`,
    identity: `http://127.0.0.1:${ports.identity}`,
    platform: `http://127.0.0.1:${ports.platform}`,
  };
  const messages = createMessages();
  const statements = createStatements({ origin: origins.bank, keysUrl: `${origins.workbench}/verification/keys` });
  const verification = await createDemoVerification({
    backend: origins.backend,
    bank: origins.bank,
    flowSecret,
    onIdentified: statements.identified,
    onMessage: messages.deliver,
  });
  const demo = createDemoCenter({ verification, wrapUpSeconds });
  const identity = await createDemoIdentity(origins);
  const sites = createSites({ origins, code, demo, identity, verification, messages, statements: statements.handle });
  for (const name of /** @type {(keyof typeof sites)[]} */ (Object.keys(sites))) {
    const handler = siteHandler(sites[name], origins[name]);
    servers[name].on('request', handler);
    if (name === 'workbench') twin.on('request', handler);
  }

  return {
    origins,
    flowSecret,
    async stopWorkbench() {
      await Promise.all([servers.workbench, twin].map(closeServer));
    },
    async startWorkbench() {
      await listen(servers.workbench, ports.workbench);
      await listenOnIpv6(twin, ports.workbench);
    },
    async close() {
      await demo.close();
      verification.close();
      await Promise.all([...Object.values(servers), twin].map(closeServer));
    },
  };
}
