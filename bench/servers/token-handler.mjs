/**
 * The process that bench/token-handler.mjs asks: the token endpoint with a warm cache, and a bare handler of node:http
 * that reads the same request and answers with the same bytes. Tells its parent its ports, and then whenever it is asked
 * how much processor time it has used, in microseconds.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createTokenHandler } from 'aicc-support/server';

/** As long as those of the vendor. */
const accessToken = `${'h'.repeat(36)}.${'c'.repeat(300)}.${'s'.repeat(342)}`;
const expiresAt = Date.now() + 2_591_999_000;

const handler = createTokenHandler({
  authenticate: ({ headers }) =>
    headers.get('cookie') === 'session=ann' ? { userName: 'ann@example.com' } : undefined,
  exchange: async () => ({ accessToken, expiresAt, scope: 'hotline', userName: 'ann@example.com' }),
  requestsPerMinute: 1_000_000_000,
});

const body = JSON.stringify({
  access_token: accessToken,
  token_type: 'Bearer',
  expires_in: 2_591_998,
  server_time: Math.floor(Date.now() / 1000),
  scope: 'hotline',
  user_name: 'ann@example.com',
});
const headers = { vary: 'Origin', 'content-type': 'application/json', 'cache-control': 'no-store' };

const servers = {
  bare: createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      JSON.parse(text);
      response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
    });
  }),
  handler: createServer(getRequestListener(handler)),
};

/** @param {import('node:http').Server} server */
async function portOf(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

const ports = { bare: await portOf(servers.bare), handler: await portOf(servers.handler) };
/** @typedef {typeof ports} Ports what it tells first */
process.send?.(ports);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
// Nobody is left to ask.
process.on('disconnect', () => process.exit());
