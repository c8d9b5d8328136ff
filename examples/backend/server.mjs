// @ts-check
/**
 * The bank's backend: one endpoint, `POST /verify`. Only the centre talks to it, from server to server.
 * By itself: `node examples/backend/server.mjs`, on loopback, port 4313.
 */
import { createServer } from 'node:http';
import { calldataOf, verify } from './verify-api.mjs';

/** As the centre's own limit for an answer. */
const maxBytes = 64 * 1024;

/**
 * One question and its answer, for whoever watches the demo. What the customer entered is masked.
 *
 * @typedef {{ request: string, response: string }} Exchange
 */

/** @param {(exchange: Exchange) => void} [onExchange] */
export function createBackend(onExchange = () => undefined) {
  return createServer(async (request, response) => {
    /** @param {number} status @param {unknown} body */
    const send = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url !== '/verify') return send(404, { error: 'not found' });
    // A browser names its origin, and has no business here.
    if (request.method !== 'POST' || request.headers.origin !== undefined) return send(405, { error: 'not allowed' });
    try {
      const body = JSON.parse(await textOf(request));
      const calldata = calldataOf(body);
      if (!calldata) return send(400, { error: 'not the documented body' });
      const answer = verify(calldata);
      onExchange({ request: JSON.stringify(body, masked), response: JSON.stringify(answer) });
      send(200, answer);
    } catch {
      send(400, { error: 'not JSON' });
    }
  });
}

/** @type {(key: string, value: unknown) => unknown} */
const masked = (key, value) => (key === 'pin' ? '*'.repeat(String(value).length) : value);

/** @param {import('node:http').IncomingMessage} request */
async function textOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > maxBytes) throw new Error('too long');
  }
  return text;
}

if (process.argv[1] === import.meta.filename) {
  const log = (/** @type {Exchange} */ { request, response }) => console.log(`→ ${request}\n← ${response}`);
  createBackend(log).listen(4313, '127.0.0.1', () => console.log('POST http://127.0.0.1:4313/verify'));
}
