// @ts-check
/** Servers on loopback that live together: on their usual ports, or on free ones when those are taken. */

import { parseArgs } from 'node:util';

/** @typedef {import('node:http').Server} Server */

/**
 * The port of `--port`: the first of those that the demo tries.
 *
 * @param {string[]} args
 */
export function portFrom(args) {
  const { values } = parseArgs({ args, options: { port: { type: 'string', default: '4310' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_528) throw new Error('--port takes a number from 0 to 65528');
  return port;
}

/**
 * @param {Server} server
 * @param {string} host
 * @param {number} port
 * @returns {Promise<number>} the port
 */
function listenOn(server, host, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
    });
  });
}

/**
 * @param {Server} server
 * @param {number} port what is tried first
 * @returns {Promise<number>} the port that it listens on
 */
export async function listen(server, port) {
  try {
    return await listenOn(server, '127.0.0.1', port);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    return listenOn(server, '127.0.0.1', 0);
  }
}

/**
 * Answers on the IPv6 loopback too, where there is one: a browser may look for `localhost` there first.
 *
 * @param {Server} server
 * @param {number} port the one of its IPv4 twin
 * @returns {Promise<boolean>} false when somebody else answers there, so that the port cannot be ours
 */
export async function listenOnIpv6(server, port) {
  try {
    await listenOn(server, '::1', port);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE';
  }
}

/** @param {Server} server @returns {Promise<void>} */
export function closeServer(server) {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    // Event streams would stay open for ever.
    server.closeAllConnections();
  });
}
