// @ts-check
/**
 * The bank's backend: one endpoint, `POST /verify`. Only the centre talks to it, from server to server, and shows a
 * secret that both know.
 * By itself: `FLOW_SECRET=… node examples/backend/server.mjs`, on loopback, port 4313.
 */
import { createServer } from 'node:http';
import { createVerifyApiHandler, sharedHeader } from 'aicc-support/server';
import { nodeAdapter } from '../server/node-adapter.mjs';
import { verify } from './verify-api.mjs';

/**
 * One question and its answer, for whoever watches the demo. What the customer entered is masked.
 *
 * @typedef {{ request: string, response: string }} Exchange
 */

/**
 * @param {object} options
 * @param {string} options.flowSecret what the flow shows in `x-api-key`
 * @param {(exchange: Exchange) => void} [options.onExchange]
 */
export function createBackend({ flowSecret, onExchange = () => undefined }) {
  const api = createVerifyApiHandler({
    authenticateCaller: sharedHeader({ secrets: { flow: flowSecret } }),
    verify: (calldata) => {
      const data = verify(calldata);
      onExchange({
        request: JSON.stringify({ calldata }, masked),
        response: JSON.stringify({ calldata: { data } }),
      });
      return data;
    },
  });
  /** @param {Request} request */
  const handler = async (request) =>
    new URL(request.url).pathname === '/verify' ? api(request) : new Response('not found', { status: 404 });
  return createServer(nodeAdapter(handler, 'http://127.0.0.1'));
}

/** @type {(key: string, value: unknown) => unknown} */
const masked = (key, value) => (key === 'pin' ? '*'.repeat(String(value).length) : value);

if (process.argv[1] === import.meta.filename) {
  const flowSecret = process.env.FLOW_SECRET ?? '';
  const log = (/** @type {Exchange} */ { request, response }) => console.log(`→ ${request}\n← ${response}`);
  const backend = createBackend({ flowSecret, onExchange: log });
  backend.listen(4313, '127.0.0.1', () => console.log('POST http://127.0.0.1:4313/verify'));
}
