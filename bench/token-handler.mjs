/**
 * What the token endpoint of the server half serves with a warm cache, as a share of what a bare handler of node:http
 * serves that reads the same request and answers with the same bytes.
 *
 * Both live in one process and are asked in turns, in blocks, over kept connections. What counts is the processor time
 * that the process takes for a block, which is what limits a server, and which other work on the machine changes little.
 * A ratio is taken within a turn; the middle of all turns counts.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { median, quantile, rounded } from './statistics.mjs';

/**
 * @typedef {object} Throughput
 * @property {number} perSecond answers in a second of processor time
 * @property {number} bare the same of the bare handler
 * @property {number} share of bare
 * @property {number} low
 * @property {number} high
 */

const connections = 16;

/** What a page sends. @param {number} port */
const requestFor = (port) =>
  [
    'POST /api/aicc-token HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    `origin: http://127.0.0.1:${port}`,
    'sec-fetch-site: same-origin',
    'cookie: session=ann',
    'content-type: application/json',
    'x-requested-with: aicc-support',
    'content-length: 2',
    '',
    '{}',
  ].join('\r\n');

/**
 * Asks over all connections, each the next time when it was answered.
 *
 * @param {number} port
 * @param {number} count how often in all
 */
async function ask(port, count) {
  const request = requestFor(port);
  let left = count;
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1');
      let text = '';
      const next = () => {
        left -= 1;
        if (left >= 0) {
          socket.write(request);
        } else {
          socket.destroy();
          resolve(undefined);
        }
      };
      socket.once('connect', next);
      socket.once('error', reject);
      socket.on('data', (/** @type {string} */ chunk) => {
        text += chunk;
        const end = text.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Infinity);
        if (end < 0 || text.length < end + 4 + length) return;
        if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text.slice(0, 200)));
        text = '';
        next();
      });
    });
  await Promise.all(Array.from({ length: connections }, one));
}

/** @param {{ turns?: number, count?: number }} [options] @returns {Promise<Throughput>} */
export async function measureTokenHandler({ turns = 15, count = 3000 } = {}) {
  const server = fork(path.join(import.meta.dirname, 'servers', 'token-handler.mjs'));
  /** @returns {Promise<unknown>} */
  const told = async () => (await once(server, 'message'))[0];
  const processorTime = async () => {
    const answer = told();
    server.send('how much');
    return Number(await answer);
  };
  try {
    const ports = /** @type {import('./servers/token-handler.mjs').Ports} */ (await told());
    /** @param {number} port answers in a second of processor time */
    const block = async (port) => {
      const before = await processorTime();
      await ask(port, count);
      return (count * 1e6) / ((await processorTime()) - before);
    };
    // Until the compiler has done its work.
    for (const port of [ports.bare, ports.handler, ports.bare, ports.handler]) await ask(port, 2 * count);
    /** @type {{ bare: number, handler: number }[]} */
    const measured = [];
    for (let turn = 0; turn < turns; turn += 1) {
      measured.push({ bare: await block(ports.bare), handler: await block(ports.handler) });
    }
    const shares = measured.map(({ bare, handler }) => handler / bare);
    return {
      perSecond: Math.round(median(measured.map(({ handler }) => handler))),
      bare: Math.round(median(measured.map(({ bare }) => bare))),
      share: rounded(median(shares)),
      low: rounded(quantile(shares, 0.1)),
      high: rounded(quantile(shares, 0.9)),
    };
  } finally {
    server.disconnect();
  }
}
