import { describe, expect, it, vi } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import type { Logger } from '../../../src/log.js';
import { maxBodyBytes } from '../../../src/server/read-body.js';
import { serveConnection, type ServeConnectionOptions } from '../../../src/server/index.js';
import { ask, codeIn, pageOrigin, serveFake, type AskOptions } from '../../support/served-fake.js';

const ready = '/operations/agent.setReady';

const decided = {
  authenticate: () => undefined,
  authorize: () => true,
  connectionFor: () => Promise.reject(new Error()),
};

describe('A request is refused', () => {
  const cases: [why: string, path: string, request: AskOptions, status: number, code: string][] = [
    [
      'from a page of another origin',
      ready,
      { headers: { origin: 'https://evil.example.com' } },
      403,
      'server/origin-refused',
    ],
    ['from a page of no origin', ready, { headers: { origin: 'null' } }, 403, 'server/origin-refused'],
    [
      'that changes something and names no origin',
      ready,
      { headers: { origin: undefined } },
      403,
      'server/origin-refused',
    ],
    ['without a token', ready, { headers: { authorization: undefined } }, 401, 'auth/token-rejected'],
    [
      'without a token, for the events',
      '/events',
      { method: 'GET', headers: { authorization: undefined } },
      401,
      'auth/token-rejected',
    ],
    [
      'for the events, by a page of another site',
      '/events',
      { method: 'GET', headers: { origin: undefined, 'sec-fetch-site': 'cross-site' } },
      403,
      'server/origin-refused',
    ],
    ['by another method', ready, { method: 'PUT' }, 405, 'server/bad-request'],
    ['by a method that only reads', ready, { method: 'GET' }, 405, 'server/bad-request'],
    ['for the events, by POST', '/events', {}, 405, 'server/bad-request'],
    ['for an operation that does not exist', '/operations/agent.promote', {}, 404, 'bridge/unsupported-operation'],
    ['for a property that every object has', '/operations/constructor', {}, 404, 'bridge/unsupported-operation'],
    ['for a path that means nothing', '/', {}, 404, 'bridge/unsupported-operation'],
    [
      'with a form',
      ready,
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'server/bad-request',
    ],
    [
      'with JSON in disguise',
      ready,
      { headers: { 'content-type': 'text/plain; application/json' } },
      415,
      'server/bad-request',
    ],
    ['without a request id', ready, { headers: { 'idempotency-key': undefined } }, 400, 'server/bad-request'],
    [
      'with a request id that somebody could guess',
      ready,
      { headers: { 'idempotency-key': '1' } },
      400,
      'server/bad-request',
    ],
    ['with something else than JSON', ready, { body: '{"reason"' }, 400, 'server/bad-request'],
    ['with bytes that are no text', ready, { body: new Uint8Array([0x22, 0xff, 0x22]) }, 400, 'server/bad-request'],
    [
      'with an input in a wrong form',
      '/operations/call.dial',
      { body: '{"calledNum":"call me","mediaType":"audio"}' },
      400,
      'server/bad-request',
    ],
    ['with a list for an input', ready, { body: '[]' }, 400, 'server/bad-request'],
    ['with more than 64 KiB', ready, { body: ' '.repeat(maxBodyBytes + 1) }, 413, 'server/bad-request'],
  ];

  it.each(cases)('%s', async (_, path, request, status, code) => {
    const { handler, transport } = await serveFake();
    const response = await handler(ask(path, request));
    expect(response.status).toBe(status);
    expect(await codeIn(response)).toBe(code);
    expect(transport.last.performed).toHaveLength(0);
  });

  it('with a body that never ends, without reading on', async () => {
    const { handler } = await serveFake();
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(8192).fill(0x20));
      },
    });
    const response = await handler(ask(ready, { body }));
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(20);
  });

  it('when authenticate throws, without its words in the answer or the log', async () => {
    const written: unknown[] = [];
    const write = (...what: unknown[]): void => void written.push(what);
    const logger: Logger = { debug: write, info: write, warn: write, error: write };
    const authenticate = (): never => {
      throw new Error('bad token: secret-token');
    };
    const { handler } = await serveFake({ authenticate, logger });
    const response = await handler(ask(ready));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).not.toContain('secret-token');
    expect(JSON.stringify(written)).not.toContain('secret-token');
  });

  it.each([[null], [{}], [true], [{ id: 7 }]])('when authenticate answers with %j', async (principal) => {
    const authenticate = () => principal as never;
    const { handler } = await serveFake({ authenticate });
    expect((await handler(ask(ready))).status).toBe(401);
    expect((await handler(ask('/events', { method: 'GET' }))).status).toBe(401);
  });

  it.each<[string, ServeConnectionOptions['authorize'], number, string]>([
    ['says no', () => false, 403, 'auth/forbidden'],
    ['answers with something that is not true', (async () => 'yes') as never, 403, 'auth/forbidden'],
    ['says why', () => Promise.reject(new AiccError('auth/forbidden', 'Not on Sundays')), 403, 'auth/forbidden'],
    ['fails', () => Promise.reject(new Error('database password: 123')), 500, 'server/internal'],
  ])('when authorize %s', async (_, authorize, status, code) => {
    const { handler, transport } = await serveFake({ authorize });
    const response = await handler(ask(ready));
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code } });
    expect(text).not.toContain('password');
    expect(transport.last.performed).toHaveLength(0);
    // Nor does it listen: the stream begins with the whole state.
    expect((await handler(ask('/events', { method: 'GET' }))).status).toBe(status);
  });

  it('when the connection cannot be had, with no details', async () => {
    const { handler } = await serveFake({ connectionFor: () => Promise.reject(new Error('10.0.0.7 refused')) });
    const response = await handler(ask(ready));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('10.0.0.7');
  });

  it('while the connection is closed, as something that may pass', async () => {
    const { handler, connection } = await serveFake();
    await connection.close();
    for (const request of [ask(ready), ask('/events', { method: 'GET' })]) {
      const response = await handler(request);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ error: { code: 'net/unreachable', retryable: true } });
    }
  });
});

describe('An operation', () => {
  it('is performed with its checked input, and what was not asked for is left out', async () => {
    const authorize = vi.fn<ServeConnectionOptions['authorize']>(() => true);
    const { handler, transport } = await serveFake({ authorize });
    const body = '{"calledNum":"5550100","mediaType":"audio","__proto__":{"admin":true},"admin":true}';
    const answer = handler(ask('/operations/call.dial', { body }));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    const input = { calledNum: '5550100', mediaType: 'audio' };
    expect(transport.last.performed[0]!.call).toMatchObject({ operation: 'call.dial', input });
    expect(Object.keys(transport.last.performed[0]!.call.input as object)).toEqual(['calledNum', 'mediaType']);
    expect(authorize).toHaveBeenCalledExactlyOnceWith({ id: '371' }, 'call.dial', input);
    transport.last.performed[0]!.resolve({ callId: 'call-1', contactId: 'contact-1' });
    const response = await answer;
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ callId: 'call-1', contactId: 'contact-1' });
  });

  it('may have an input of 64 KiB', async () => {
    const { handler } = await serveFake();
    expect((await handler(ask('/operations/snapshot', { body: '{}'.padEnd(maxBodyBytes) }))).status).toBe(200);
  });

  it('without a result is answered without a body, and none of it may be kept', async () => {
    const { handler, transport } = await serveFake();
    const answer = handler(ask(ready, { body: '' }));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    transport.last.performed[0]!.resolve(undefined);
    const response = await answer;
    expect(response.status).toBe(204);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each<[AiccError | Error, number, string]>([
    [
      new AiccError('call/invalid-number', 'Not a number', { context: { field: 'calledNum' } }),
      409,
      'call/invalid-number',
    ],
    [new AiccError('net/timeout', 'Late'), 504, 'net/timeout'],
    [new AiccError('bridge/rate-limited', 'Slowly'), 429, 'bridge/rate-limited'],
  ])('that fails with %s is answered with %i', async (error, status, code) => {
    const { handler, transport } = await serveFake();
    const answer = handler(ask(ready));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    transport.last.performed[0]!.reject(error);
    const response = await answer;
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, message: error.message } });
  });

  it('that the system behind does not offer is answered with 404', async () => {
    const { handler } = await serveFake();
    expect(await codeIn(await handler(ask('/operations/call.hold')))).toBe('bridge/unsupported-operation');
  });

  it('may be asked for without an origin where the server takes callers that are no pages', async () => {
    const { handler } = await serveFake({ allowMissingOrigin: true });
    const noPage = { origin: undefined };
    expect((await handler(ask('/operations/snapshot', { headers: noPage }))).status).toBe(200);
    const fromNowhere = { origin: undefined, 'sec-fetch-site': 'none' };
    expect((await handler(ask('/operations/snapshot', { headers: fromNowhere }))).status).toBe(403);
  });

  it('is found under the base path only', async () => {
    const { handler } = await serveFake({ basePath: '/aicc/' });
    expect((await handler(ask('/aicc/operations/snapshot'))).status).toBe(200);
    expect((await handler(ask('/operations/snapshot'))).status).toBe(404);
    expect((await handler(ask('/aiccs/operations/snapshot'))).status).toBe(404);
  });
});

describe('For pages of other origins', () => {
  const preflight = (path: string, origin = pageOrigin): Request =>
    new Request(`http://localhost${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  it('a preflight is answered with the method and headers that are used there, without a token', async () => {
    const { handler } = await serveFake();
    const operation = await handler(preflight(ready));
    expect(operation.status).toBe(204);
    expect(Object.fromEntries(operation.headers)).toMatchObject({
      'access-control-allow-origin': pageOrigin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, aicc-seat, content-type, idempotency-key',
      vary: 'Origin',
    });
    const events = await handler(preflight('/events'));
    expect(events.headers.get('access-control-allow-methods')).toBe('GET');
    expect(events.headers.get('access-control-allow-headers')).toBe('authorization, aicc-seat, last-event-id');
  });

  it('a preflight of an origin that is not allowed gets no leave', async () => {
    const { handler } = await serveFake();
    const response = await handler(preflight(ready, 'https://evil.example.com'));
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('access-control-allow-headers')).toBeNull();
    expect(response.headers.get('vary')).toBe('Origin');
  });

  it('answers and refusals alike may be read by the origin that asked, and by no other', async () => {
    const { handler } = await serveFake();
    for (const request of [ask('/operations/snapshot'), ask(ready, { headers: { authorization: undefined } })]) {
      const { headers } = await handler(request);
      expect(headers.get('access-control-allow-origin')).toBe(pageOrigin);
      expect(headers.get('access-control-expose-headers')).toBe('Retry-After');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
    const stranger = await handler(ask(ready, { headers: { origin: 'https://evil.example.com' } }));
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([
    ['none', [], 'config/allowed-origins-missing'],
    ['all', ['*'], 'config/invalid-origin'],
    ['http', ['http://crm.example.com'], 'config/invalid-origin'],
  ])('%s cannot be allowed', (_, allowedOrigins, code) => {
    expect(() => serveConnection({ ...decided, allowedOrigins })).toThrow(expect.objectContaining({ code }));
  });
});

describe('A server that was told too little', () => {
  it.each(['authenticate', 'authorize', 'connectionFor'])('is none: without %s', (name) => {
    const options = { ...decided, allowedOrigins: [pageOrigin], [name]: undefined };
    expect(() => serveConnection(options)).toThrow(expect.objectContaining({ code: 'config/invalid-option' }));
  });
});
