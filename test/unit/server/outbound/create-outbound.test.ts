import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound, type OutboundOptions } from '../../../../src/server/outbound/create-outbound.js';
import type { OutboundRequest } from '../../../../src/server/outbound/outbound.js';
import { errorOf, rejectionOf } from '../../../support/rejection.js';

interface Seen {
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/ok': (response) => response.setHeader('x-own', 'yes').end('{"fine":true}'),
  '/broken': (response) => response.writeHead(503).end('down'),
  '/redirect': (response) => response.writeHead(302, { location: '/ok' }).end(),
  '/huge': (response) => {
    response.writeHead(200, { 'content-length': '2' });
    response.end('x'.repeat(2));
  },
  '/endless': (response) => {
    const timer = setInterval(() => response.write('x'.repeat(16_384)), 1);
    response.once('close', () => clearInterval(timer));
  },
  '/full': (response) => response.end('x'.repeat(65_536)),
  '/over': (response) => response.end('x'.repeat(65_537)),
  '/silent': () => undefined,
  '/slow': (response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.once('close', () => clearInterval(timer));
  },
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  },
  '/binary': (response) => response.end(Buffer.from([0xff, 0xfe, 0x41])),
  '/zipped': (response) => response.setHeader('content-encoding', 'gzip').end('x'),
  '/hang-up': (response) => response.destroy(),
};

const seen: Seen[] = [];
let server: Server;
let other: Server;
let port: number;

const listen = async (answer: Parameters<typeof createServer>[1] & object, host: string, at = 0): Promise<Server> => {
  const listening = createServer(answer).listen(at, host);
  await once(listening, 'listening');
  return listening;
};

beforeAll(async () => {
  server = await listen((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method, headers: request.headers, body });
      answers[request.url ?? '']?.(response);
    });
  }, '127.0.0.1');
  ({ port } = server.address() as AddressInfo);
  other = await listen((_request, response) => response.end('other'), '127.0.0.2', port);
});

afterAll(() => {
  for (const each of [server, other]) {
    each.close();
    each.closeAllConnections();
  }
});

const origin = () => `http://127.0.0.1:${port}`;
const make = (options: Partial<OutboundOptions> = {}) =>
  createOutbound({ allowedOrigins: [origin()], dangerouslyAllowLoopback: true, timeoutMs: 2000, ...options });
const call = (path: string, request: Partial<OutboundRequest> = {}, options: Partial<OutboundOptions> = {}) =>
  make(options)({ url: `${origin()}${path}`, ...request });

describe('An outbound call', () => {
  it('sends what it is given and gives back what comes', async () => {
    const headers = { 'content-type': 'application/json', 'x-key': 'k' };
    const response = await call('/ok', { headers, body: '{"name":"Zoë"}' });
    expect(response).toMatchObject({ status: 200, body: '{"fine":true}', headers: { 'x-own': 'yes' } });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: '{"name":"Zoë"}', headers });
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('may be a %s', async (method) => {
    expect(await call('/ok', { method })).toMatchObject({ status: 200 });
    expect(seen.at(-1)!.method).toBe(method);
  });

  it('leaves a bad status to its caller', async () => {
    expect(await call('/broken')).toMatchObject({ status: 503, body: 'down' });
  });

  it.each([
    ['redirects', '/redirect', 'net/bad-response'],
    ['never ends', '/endless', 'net/bad-response'],
    ['is a byte too long', '/over', 'net/bad-response'],
    ['stops in the middle', '/cut', 'net/bad-response'],
    ['is no UTF-8', '/binary', 'net/bad-response'],
    ['is compressed', '/zipped', 'net/bad-response'],
    ['hangs up', '/hang-up', 'net/unreachable'],
  ])('fails by name where the other side %s', async (_name, path, code) => {
    expect(await rejectionOf(call(path))).toMatchObject({ code });
  });

  it('takes an answer of exactly the limit', async () => {
    expect((await call('/full')).body).toHaveLength(65_536);
  });

  it.each(['/silent', '/slow'])('ends in time where the answer does not: %s', async (path) => {
    const began = performance.now();
    expect(await rejectionOf(call(path, { timeoutMs: 150 }))).toMatchObject({ code: 'net/timeout' });
    expect(performance.now() - began).toBeLessThan(1500);
  });

  it('ends in time where the look-up does not', async () => {
    const resolve = () => new Promise<never>(() => undefined);
    const outbound = createOutbound({ allowedOrigins: ['https://slow.example.com'], timeoutMs: 50, resolve });
    expect(await rejectionOf(outbound({ url: 'https://slow.example.com/' }))).toMatchObject({ code: 'net/timeout' });
  });

  it('can be given up, before and in the middle', async () => {
    const before = seen.length;
    expect(await rejectionOf(call('/ok', { signal: AbortSignal.abort() }))).toMatchObject({ code: 'net/aborted' });
    expect(seen).toHaveLength(before);
    const controller = new AbortController();
    const pending = rejectionOf(call('/silent', { signal: controller.signal }));
    await expect.poll(() => seen.length).toBe(before + 1);
    controller.abort();
    expect(await pending).toMatchObject({ code: 'net/aborted' });
  });

  it('tells a name without address, a closed port and something that is no HTTP apart', async () => {
    const noName = createOutbound({
      allowedOrigins: ['https://nowhere.example.com'],
      resolve: () => Promise.reject(new Error('ENOTFOUND')),
    });
    expect(await rejectionOf(noName({ url: 'https://nowhere.example.com/' }))).toMatchObject({
      code: 'net/unreachable',
      context: { reason: 'dns' },
    });
    const noHttp = createTcpServer((socket) => socket.resume().end('220 mail.example.com\r\n')).listen(0, '127.0.0.1');
    await once(noHttp, 'listening');
    const url = `http://127.0.0.1:${(noHttp.address() as AddressInfo).port}`;
    expect(await rejectionOf(make({ allowedOrigins: [url] })({ url }))).toMatchObject({ code: 'net/bad-response' });
    noHttp.close();
    await once(noHttp, 'close');
    expect(await rejectionOf(make({ allowedOrigins: [url] })({ url }))).toMatchObject({
      code: 'net/unreachable',
      context: { reason: 'connection' },
    });
  });
});

it('An outbound call finds a name by the system’s resolver', async () => {
  const outbound = make({ allowedOrigins: [`http://localhost:${port}`] });
  expect(await outbound({ url: `http://localhost:${port}/ok` })).toMatchObject({ status: 200 });
});

describe('An outbound call is refused', () => {
  const refusal = { code: 'server/outbound-refused' };

  it.each([
    ['to no URL', 'nonsense'],
    ['over http', 'http://api.example.com/'],
    ['over http to an inside name', 'http://inside.example.com/'],
    ['over another scheme', 'file:///etc/passwd'],
    ['to another host', 'https://evil.example/'],
    ['to another port', 'https://api.example.com:8443/'],
    ['to a name that ends alike', 'https://api.example.com.evil.example/'],
    ['to a name that ends in a dot', 'https://api.example.com./'],
    ['with a user', 'https://api.example.com@evil.example/'],
    ['with a password', 'https://u:p@api.example.com/'],
  ])('%s', async (_name, url) => {
    const resolve = () => Promise.reject(new Error('must not be asked'));
    const outbound = createOutbound({ allowedOrigins: ['https://api.example.com'], resolve });
    expect(await rejectionOf(outbound({ url }))).toMatchObject(refusal);
  });

  it.each([
    ['to this machine', '127.0.0.1'],
    ['to a private address', '10.1.2.3'],
    ['to the metadata of a cloud', '169.254.169.254'],
    ['to a mapped one', '::ffff:192.168.0.1'],
  ])('%s, by name', async (_name, address) => {
    const outbound = createOutbound({
      allowedOrigins: ['https://api.example.com'],
      resolve: () => Promise.resolve(['8.8.8.8', address]),
    });
    expect(await rejectionOf(outbound({ url: 'https://api.example.com/' }))).toMatchObject(refusal);
  });

  it.each(['https://127.0.0.1', 'https://[::1]', 'https://10.0.0.1', 'https://[::ffff:a00:1]'])(
    'to %s, though it is named',
    async (url) => {
      expect(await rejectionOf(createOutbound({ allowedOrigins: [url] })({ url }))).toMatchObject(refusal);
    },
  );

  it.each(['https://2130706433/', 'https://0x7f.1/', 'https://127.1/'])(
    'to %s, a number for this machine',
    async (url) => {
      const outbound = createOutbound({ allowedOrigins: ['https://127.0.0.1'] });
      expect(await rejectionOf(outbound({ url }))).toMatchObject(refusal);
    },
  );

  it('to this machine over http, without the dangerous option', async () => {
    const before = seen.length;
    expect(await rejectionOf(call('/ok', {}, { dangerouslyAllowLoopback: false }))).toMatchObject(refusal);
    expect(seen).toHaveLength(before);
  });

  it('over http to a name of the loopback that leads elsewhere', async () => {
    const outbound = make({
      allowedOrigins: [`http://localhost:${port}`],
      resolve: () => Promise.resolve(['8.8.8.8']),
    });
    expect(await rejectionOf(outbound({ url: `http://localhost:${port}/ok` }))).toMatchObject(refusal);
  });

  it.each(['Host', 'content-length', 'Transfer-Encoding', 'Proxy-Authorization'])(
    'with the header %s',
    async (name) => {
      expect(await rejectionOf(call('/ok', { headers: { [name]: 'x' } }))).toMatchObject(refusal);
    },
  );

  it.each([[{ method: 'GET /evil' }], [{ headers: { 'x-a': 'one\r\nx-b: two' } }], [{ headers: { 'bad name': 'x' } }]])(
    'with what cannot be sent: %o',
    async (request) => {
      expect(await rejectionOf(call('/ok', request))).toMatchObject(refusal);
    },
  );
});

describe('A name that changes its address', () => {
  it('is looked up once a call, and called where it was looked up', async () => {
    const turns = [['127.0.0.1'], ['127.0.0.2'], ['10.0.0.1'], ['127.0.0.1']];
    let looks = 0;
    const outbound = make({
      allowedOrigins: [`http://localhost:${port}`],
      resolve: () => Promise.resolve(turns[looks++] ?? []),
    });
    const url = `http://localhost:${port}/ok`;
    expect(await outbound({ url })).toMatchObject({ body: '{"fine":true}' });
    expect(looks).toBe(1);
    expect(await outbound({ url })).toMatchObject({ body: 'other' });
    expect(await rejectionOf(outbound({ url }))).toMatchObject({ code: 'server/outbound-refused' });
    expect(await outbound({ url })).toMatchObject({ body: '{"fine":true}' });
    expect(looks).toBe(4);
  });
});

describe('The options of an outbound', () => {
  it.each([
    [{ allowedOrigins: [] }, 'config/allowed-origins-missing'],
    [{ allowedOrigins: ['*'] }, 'config/invalid-origin'],
    [{ allowedOrigins: ['http://api.example.com'] }, 'config/invalid-origin'],
    [{ timeoutMs: 30_001 }, 'config/invalid-option'],
    [{ timeoutMs: 0 }, 'config/invalid-option'],
    [{ maxBytes: 65_537 }, 'config/invalid-option'],
    [{ clientCertificate: { cert: 'secret-cert', key: 'secret-key' } }, 'config/invalid-option'],
  ])('%o are refused', (options, code) => {
    const error = errorOf(() => make(options));
    expect(error).toMatchObject({ code });
    expect(JSON.stringify([error, error.cause])).not.toContain('secret');
  });

  it('a call may be shorter than the outbound allows, not longer', async () => {
    expect(await rejectionOf(call('/silent', { timeoutMs: 60_000 }, { timeoutMs: 100 }))).toMatchObject({
      code: 'net/timeout',
    });
  });
});
