import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AiccError, isAiccError } from '../../../src/errors.js';
import { httpTransport } from '../../../src/transports/http.js';
import { createTokenManager } from '../../../src/token/token-manager.js';
import { cookieSource } from '../../../src/token/cookie-source.js';
import { exchangeSource } from '../../../src/token/exchange-source.js';
import { firstOf } from '../../../src/token/first-of.js';
import { staticSource } from '../../../src/token/static-source.js';
import type { SourceRequest, TokenSource } from '../../../src/token/token.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { errorOf, rejectionOf } from '../../support/rejection.js';
import { answer, makeJwt } from '../../support/token-bench.js';

/** The sample reply of the vendor's guide (2021). */
const sample =
  'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwOi8vZGV2ZWxvcGVyLnJoaW5va2Vlbi5jb20iLCJleHAiOjE2MjY5NDY2OTUsInVzZXJfbmFtZSI6ImZ1eXVuLXRlc3QtdXNlciIsImp0aSI6ImQ0YmQ4MTM1LTZmZjYtNDZiNi05YTg2LTQ2MWNkMGVjNDI4NyIsImNsaWVudF9pZCI6ImlkcF90ZXN0XzE2UTRveiIsInNjb3BlIjpbImZ1eXVuLWRldiJdfQ.cDE0EuZaBRwsNf7WrbIPsZhw9juk5dpA2GtCEJ4WHf-iwz8tp9xnX4Kb4jmJqwtWjtrvz0mDeU8uFB31oiz4FzRQb30qhaCeJo7totjwZfTr4bI6bd8afb5C3kypgQUYAyg3wkMzF-6nKgnN_a9YViWp2vO1lq3gH7I5vA5CX6bACWu8OO7LtaD-nKf6JRCcdwY2CWDq_jl43mjz_oek0c8MBcnLL11PAk5VnZRYg7pO6AhPOUkqyAqwbBGcgkEw3pNR1aSTbL8-u69RczKaEgXB_lusshLEXeRK6uNlO8SZzx2BR0AG3nHSG9dAGEdaWMhPUR4gY488k4SYPFNNEQ';
const sampleEnd = 1_626_946_695_000;

const request = (more: Partial<SourceRequest> = {}): SourceRequest => ({
  signal: new AbortController().signal,
  reason: 'asked',
  clock: createFakeClock(sampleEnd - 2_591_999_000),
  skewMs: 0,
  once: (_credential, fetch) => fetch(new AbortController().signal),
  ...more,
});
const codeOf = async (source: TokenSource, more?: Partial<SourceRequest>): Promise<string> =>
  (await rejectionOf(source.get(request(more)))).code;

describe('a cookie', () => {
  const cookies = (cookie: string, name?: string) => cookieSource({ document: { cookie }, ...(name && { name }) });

  it('is decoded: the sample token of the vendor', async () => {
    expect(await cookies(`a=1; AC_TOKEN=${sample}; b=2`).get(request())).toEqual({
      token: sample,
      expiresAt: sampleEnd,
      userName: 'fuyun-test-user',
    });
  });

  it('ends by the clock of the server', async () => {
    const late = request({ clock: createFakeClock(sampleEnd + 1000), skewMs: -600_000 });
    expect((await cookies(`AC_TOKEN=${sample}`).get(late)).expiresAt).toBe(sampleEnd + 600_000);
    const milliseconds = makeJwt({ exp: sampleEnd });
    expect((await cookies(`AC_TOKEN=${milliseconds}`).get(request())).expiresAt).toBe(sampleEnd);
  });

  it.each([
    ['there is none', '', 'auth/cookie-unreadable'],
    ['it has another name', `XAC_TOKEN=${sample}`, 'auth/cookie-unreadable'],
    ['it is empty', 'AC_TOKEN=', 'auth/token-malformed'],
    ['it is no token', 'AC_TOKEN=hello', 'auth/token-malformed'],
    ['it never ends', `AC_TOKEN=${makeJwt({})}`, 'auth/token-malformed'],
    ['it has ended', `AC_TOKEN=${makeJwt({ exp: 1 })}`, 'auth/token-expired'],
    ['it was refused', `AC_TOKEN=${sample}`, 'auth/token-rejected'],
  ])('is refused when %s', async (_, cookie, code) => {
    expect(await codeOf(cookies(cookie), { rejected: sample })).toBe(code);
  });

  it('says why it may be that none can be read', async () => {
    const { message } = await rejectionOf(cookies('').get(request()));
    for (const cause of ['none', 'HttpOnly', 'another site', 'kept apart']) expect(message).toContain(cause);
  });

  it('is looked for among all of its name', async () => {
    const cookie = `AC_TOKEN=${makeJwt({ exp: 1 })}; AC_TOKEN="${sample}"`;
    expect((await cookies(cookie).get(request())).token).toBe(sample);
  });

  it('is told of when it changes', () => {
    const target = new EventTarget();
    const store = new EventTarget();
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target));
    vi.stubGlobal('cookieStore', store);
    const document = { cookie: '' };
    let changes = 0;
    const stop = cookieSource({ document }).watch!(() => (changes += 1));
    target.dispatchEvent(new Event('focus'));
    document.cookie = `AC_TOKEN=${sample}`;
    target.dispatchEvent(new Event('focus'));
    store.dispatchEvent(new Event('change'));
    expect(changes).toBe(1);
    document.cookie = 'AC_TOKEN=2; other=3';
    store.dispatchEvent(new Event('change'));
    expect(changes).toBe(2);
    stop();
    document.cookie = '';
    store.dispatchEvent(new Event('change'));
    target.dispatchEvent(new Event('focus'));
    expect(changes).toBe(2);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('must have a name that a cookie can have', () => {
    expect(errorOf(() => cookieSource({ name: 'a=b' })).code).toBe('config/invalid-option');
  });

  it('of any content gives a token or a typed error', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((json) => makeJwt(Object(json) as object as Record<string, unknown>)),
    );
    const clock = createFakeClock(Date.now());
    await fc.assert(
      fc.asyncProperty(fc.array(value), async (values) => {
        const cookie = values.map((each) => `AC_TOKEN=${each}`).join('; ');
        await cookies(cookie)
          .get(request({ clock }))
          .then(
            ({ token }) => expect(token).toMatch(/^[\w.-]+$/),
            (error: unknown) => expect(isAiccError(error) && error.code).toMatch(/^auth\/(token-|cookie-)/),
          );
      }),
    );
  });
});

describe('a static token', () => {
  it('is taken as it is, or decoded where it is a JWT', async () => {
    expect(await staticSource('opaque-1').get(request())).toEqual({ token: 'opaque-1' });
    expect(await staticSource(sample).get(request())).toMatchObject({ expiresAt: sampleEnd });
    expect(await staticSource(async ({ rejected }) => `not-${rejected}`).get(request({ rejected: 'a' }))).toEqual({
      token: 'not-a',
    });
  });

  it.each([
    ['opaque-1', 'auth/token-malformed'],
    ['two words', 'auth/token-malformed'],
    [makeJwt({ exp: 1 }), 'auth/token-expired'],
  ])('is refused: %s', async (token, code) => {
    expect(await codeOf(staticSource(token), { rejected: 'opaque-1' })).toBe(code);
  });
});

describe('the first of several sources', () => {
  const failing = (code: 'auth/cookie-unreadable' | 'net/unreachable'): TokenSource => ({
    name: code,
    get: () => Promise.reject(new AiccError(code)),
  });

  it('goes on where there is no token, and stops where there may be one later', async () => {
    const source = staticSource('opaque-1');
    expect(await firstOf(failing('auth/cookie-unreadable'), source).get(request())).toEqual({ token: 'opaque-1' });
    expect(await codeOf(firstOf(failing('net/unreachable'), source))).toBe('net/unreachable');
    expect(await codeOf(firstOf(source, failing('auth/cookie-unreadable')), { rejected: 'opaque-1' })).toBe(
      'auth/cookie-unreadable',
    );
  });
});

describe('the exchange', () => {
  const at = 'https://crm.example.com/api/aicc-token';
  const replying = (response: () => Response | Promise<Response>) =>
    exchangeSource({ endpoint: at, fetch: async () => response() });
  const good = { access_token: 'token-1', token_type: 'bearer', expires_in: 60, server_time: 5 };

  it('asks as docs/protocol/token.md says, raw', async () => {
    const seen: { method?: string; url?: string; headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((incoming, response) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => {
        const { method = '', url = '', headers } = incoming;
        seen.push({ method, url, headers, body });
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(good));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const source = exchangeSource({ endpoint: `http://127.0.0.1:${port}/token`, headers: () => ({ 'x-csrf': 'abc' }) });
    await source.get(request());
    await source.get(request({ rejected: 'token-0' }));
    server.close();
    expect(seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'POST /token {}',
      'POST /token {"rejected":"token-0"}',
    ]);
    expect(seen[0]!.headers).toMatchObject({
      'content-type': 'application/json',
      'x-requested-with': 'aicc-support',
      'x-csrf': 'abc',
    });
  });

  it('sends cookies to its own origin only, unless it is told otherwise', async () => {
    const credentials: string[] = [];
    const fetch = async (input: unknown) => {
      credentials.push((input as Request).credentials);
      return answer(200, good);
    };
    await exchangeSource({ endpoint: at, fetch }).get(request());
    await exchangeSource({ endpoint: at, fetch, credentials: 'include' }).get(request());
    expect(credentials).toEqual(['same-origin', 'include']);
  });

  it('reads when the token ends by the time of its arrival, and how wrong the clock is', async () => {
    const clock = createFakeClock(1000);
    expect(await replying(() => answer(200, { ...good, user_name: 'agent-371' })).get(request({ clock }))).toEqual({
      token: 'token-1',
      expiresAt: 61_000,
      skewMs: 4000,
      userName: 'agent-371',
    });
  });

  it.each([
    [400, 'server/bad-request', false],
    [401, 'auth/login-required', false],
    [403, 'auth/forbidden', false],
    [404, 'net/bad-response', true],
    [429, 'auth/exchange-failed', true],
    [500, 'auth/exchange-failed', true],
    [502, 'auth/exchange-failed', true],
    [503, 'auth/exchange-failed', true],
  ])('answered with %i is %s', async (status, code, retryable) => {
    const body = { error: 'some_code', error_description: 'secret words' };
    const error = await rejectionOf(replying(() => answer(status, body, { 'retry-after': '7' })).get(request()));
    expect(error).toMatchObject({ code, retryable, context: { status, error: 'some_code', retryAfterMs: 7000 } });
    expect(JSON.stringify(error)).not.toContain('secret words');
  });

  it('answered with anything gives a token or a typed error', async () => {
    const field = fc.oneof(fc.string(), fc.double(), fc.constant(undefined), fc.constant('Bearer'), fc.jsonValue());
    const reply = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          access_token: field,
          token_type: field,
          expires_in: field,
          server_time: field,
          user_name: field,
          error: field,
        })
        .map((each) => JSON.stringify(each)),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 599 }), reply, async (status, body) => {
        const response = (): Response => new Response([204, 205, 304].includes(status) ? null : body, { status });
        await replying(response)
          .get(request())
          .then(
            ({ token, expiresAt }) => {
              expect(token).toMatch(/^[\w.~+/-]+=*$/);
              expect(expiresAt).toBeGreaterThan(0);
            },
            (error: unknown) => expect(isAiccError(error)).toBe(true),
          );
      }),
    );
  });

  it('must go to a server of https, and carry nothing in its address', () => {
    const codeFor = (endpoint: string) => errorOf(() => exchangeSource({ endpoint })).code;
    expect(codeFor('http://crm.example.com/token')).toBe('config/invalid-origin');
    expect(codeFor('https://crm.example.com/token?secret=1')).toBe('config/invalid-option');
    expect(codeFor('//')).toBe('config/invalid-option');
  });
});

describe('a secret', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
  const entries: Record<string, (more: object) => unknown> = {
    createTokenManager: (more) => createTokenManager({ source: staticSource('a'), ...more }),
    cookieSource: (more) => cookieSource({ ...more }),
    exchangeSource: (more) => exchangeSource({ endpoint: 'https://crm.example.com/', ...more }),
    httpTransport: (more) => httpTransport({ baseUrl: 'https://cti.example.com/', ...more }),
  };
  const secrets: Record<string, object> = {
    clientSecret: { clientSecret: 'abc' },
    client_secret: { client_secret: 'abc' },
    accessKeySecret: { accessKeySecret: 'abc' },
    'a nested one': { headers: { more: [{ privateKey: 'abc' }] } },
    'a PEM under any name': { headers: { key: pem } },
    'a JWK under any name': { key: { kty: 'RSA', n: 'abc', d: 'abc' } },
  };
  for (const [entry, open] of Object.entries(entries)) {
    it.each(Object.entries(secrets))(`${entry} refuses %s before it does anything`, (_, more) => {
      const error = errorOf(() => open(more));
      expect(error.code).toBe('config/secret-in-browser');
      expect(JSON.stringify(error)).not.toContain('abc');
    });
  }

  it('is not seen where there is none', () => {
    expect(() => createTokenManager({ source: staticSource('a'), expectedUserName: 'a' }).dispose()).not.toThrow();
    expect(errorOf(() => staticSource(pem)).code).toBe('config/secret-in-browser');
  });
});
