import { decodeJwt } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import type { Logger } from '../../../../src/log.js';
import { createTokenHandler, memoryTokenCache, type TokenHandlerOptions } from '../../../../src/server/index.js';
import { createManualClock } from '../../../../src/testing/index.js';
import { agentName } from '../../../support/identity.js';
import { errorOf } from '../../../support/rejection.js';
import {
  askForToken,
  setUpTokenDesk,
  siteOrigin,
  tokenIn,
  type TokenRequestOptions,
} from '../../../support/token-desk.js';

const now = Date.UTC(2026, 0, 1);

const spyLogger = (): Logger => ({ debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() });
const written = (logger: Logger): string =>
  JSON.stringify(Object.values(logger).map((log) => vi.mocked(log as Logger['info']).mock.calls));

const refusalIn = async (response: Response): Promise<unknown[]> => [
  response.status,
  ((await response.json()) as { error: unknown }).error,
];

describe('The token endpoint', () => {
  it('gives the agent who is signed in a token for the hotline', async () => {
    const clock = createManualClock(now);
    const { handler, provider } = await setUpTokenDesk({ clock });
    const response = await handler()(askForToken());
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      vary: 'Origin',
    });
    const answer = await tokenIn(response);
    expect(answer).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_in: 3600,
      server_time: now / 1000,
      scope: 'hotline',
      user_name: agentName,
    });
    expect(await provider.verify(answer.access_token)).toMatchObject({ userName: agentName, scopes: ['hotline'] });
  });

  it('gives the same one until little of it is left', async () => {
    const clock = createManualClock(now);
    const { handler, provider } = await setUpTokenDesk({ clock });
    const endpoint = handler();
    const first = await tokenIn(await endpoint(askForToken()));
    await clock.advance(3_479_000);
    expect(await tokenIn(await endpoint(askForToken()))).toMatchObject({
      access_token: first.access_token,
      expires_in: 121,
      server_time: now / 1000 + 3479,
    });
    await clock.advance(1000);
    expect((await tokenIn(await endpoint(askForToken()))).access_token).not.toBe(first.access_token);
    expect(provider.exchanges).toHaveLength(2);
  });

  it('keeps one that lives shortly for half of its life', async () => {
    const clock = createManualClock(now);
    const { handler, provider } = await setUpTokenDesk({ clock, lifeSeconds: 60 });
    const endpoint = handler();
    for (const wait of [0, 29_000, 1000]) {
      await clock.advance(wait);
      await tokenIn(await endpoint(askForToken()));
    }
    expect(provider.exchanges).toHaveLength(2);
  });

  it('makes one exchange for all who ask at once, and for each agent one', async () => {
    const { handler, provider } = await setUpTokenDesk({ agents: [agentName, 'bob@example.com'] });
    const endpoint = handler();
    const ask = (agent: string): Promise<Response> => endpoint(askForToken({ headers: { 'x-agent': agent } }));
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(index % 2 ? agentName : 'bob@example.com')),
    );
    const tokens = await Promise.all(responses.map(async (response) => (await tokenIn(response)).access_token));
    expect(new Set(tokens).size).toBe(2);
    expect(tokens.map((token) => decodeJwt(token).user_name)).toEqual(
      tokens.map((_, index) => (index % 2 ? agentName : 'bob@example.com')),
    );
    expect(provider.exchanges).toHaveLength(2);
  });

  it('exchanges anew once, however many say that their token was refused', async () => {
    const { handler, provider } = await setUpTokenDesk();
    const endpoint = handler();
    const { access_token: rejected } = await tokenIn(await endpoint(askForToken()));
    const body = JSON.stringify({ rejected });
    const storm = (): Promise<string[]> =>
      Promise.all(
        Array.from({ length: 15 }, async () => (await tokenIn(await endpoint(askForToken({ body })))).access_token),
      );
    const tokens = new Set([...(await storm()), ...(await storm())]);
    expect(tokens.size).toBe(1);
    expect(tokens.has(rejected)).toBe(false);
    expect(provider.exchanges).toHaveLength(2);
    // Nobody else gets the refused one either.
    expect(tokens).toContain((await tokenIn(await endpoint(askForToken()))).access_token);
  });

  it('keeps its token when another one was refused', async () => {
    const { handler, provider } = await setUpTokenDesk();
    const endpoint = handler();
    const { access_token: token } = await tokenIn(await endpoint(askForToken()));
    const again = await tokenIn(await endpoint(askForToken({ body: '{"rejected":"an older one"}' })));
    expect(again.access_token).toBe(token);
    expect(provider.exchanges).toHaveLength(1);
  });

  it('serves those who stay when the one who came first has gone', async () => {
    const { handler, provider } = await setUpTokenDesk();
    const endpoint = handler();
    const first = new AbortController();
    const leaving = endpoint(new Request(askForToken(), { signal: first.signal }));
    const staying = endpoint(askForToken());
    first.abort();
    await tokenIn(await staying);
    await leaving;
    expect(provider.exchanges).toHaveLength(1);
  });
});

describe('The token endpoint refuses', () => {
  const cases: [what: string, request: TokenRequestOptions, status: number, error: string][] = [
    ['a page of another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'access_denied'],
    ['a page of another host of the site', { headers: { 'sec-fetch-site': 'same-site' } }, 403, 'access_denied'],
    [
      'an old browser on another origin',
      { headers: { 'sec-fetch-site': undefined, origin: 'https://evil.example.com' } },
      403,
      'access_denied',
    ],
    ['what names no origin', { headers: { 'sec-fetch-site': undefined, origin: undefined } }, 403, 'access_denied'],
    ['an opaque origin', { headers: { 'sec-fetch-site': undefined, origin: 'null' } }, 403, 'access_denied'],
    ['a GET', { method: 'GET' }, 405, 'invalid_request'],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'invalid_request'],
    ['what a form could send', { headers: { 'content-type': 'text/plain' } }, 415, 'invalid_request'],
    ['a request without our header', { headers: { 'x-requested-with': undefined } }, 400, 'invalid_request'],
    ['another header of the kind', { headers: { 'x-requested-with': 'XMLHttpRequest' } }, 400, 'invalid_request'],
    ['something else than JSON', { body: '{' }, 400, 'invalid_request'],
    ['a refused token that is none', { body: '{"rejected":1}' }, 400, 'invalid_request'],
    ['a body that is too long', { body: JSON.stringify({ x: 'x'.repeat(65_536) }) }, 413, 'invalid_request'],
    ['nobody', { headers: { 'x-agent': undefined } }, 401, 'login_required'],
    ['an empty name', { headers: { 'x-agent': '' } }, 401, 'login_required'],
    ['somebody who is no agent', { headers: { 'x-agent': 'eve@example.com' } }, 403, 'access_denied'],
  ];
  it.each(cases)('%s', async (_, request, status, error) => {
    const { handler } = await setUpTokenDesk();
    const response = await handler()(askForToken(request));
    expect(await refusalIn(response)).toEqual([status, error]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
  });

  it('whom authenticate refuses, and does not quote what it says', async () => {
    const { handler } = await setUpTokenDesk();
    const logger = spyLogger();
    const failing =
      (error: Error): TokenHandlerOptions['authenticate'] =>
      () =>
        Promise.reject(error);
    const ask = (authenticate: TokenHandlerOptions['authenticate']): Promise<Response> =>
      handler({ authenticate, logger })(askForToken());
    expect(await refusalIn(await ask(failing(new Error('session s3ss10n is over'))))).toEqual([401, 'login_required']);
    expect(await refusalIn(await ask(failing(new AiccError('auth/forbidden', 'No agent'))))).toEqual([
      403,
      'access_denied',
    ]);
    expect(written(logger)).not.toContain('s3ss10n');
  });

  it('an agent who was disabled, and forgets the token', async () => {
    const { handler, provider } = await setUpTokenDesk();
    const cache = memoryTokenCache();
    let disabled = false;
    const endpoint = handler({ cache, authenticate: () => ({ userName: agentName, disabled }) });
    await tokenIn(await endpoint(askForToken()));
    expect(cache.get(agentName)).toBeDefined();
    disabled = true;
    expect(await refusalIn(await endpoint(askForToken()))).toEqual([403, 'access_denied']);
    expect(cache.get(agentName)).toBeUndefined();
    expect(provider.exchanges).toHaveLength(1);
  });

  it('too many requests of one agent, and says when to come back', async () => {
    const { handler } = await setUpTokenDesk({ agents: [agentName, 'bob@example.com'] });
    const endpoint = handler({ requestsPerMinute: 3 });
    const ask = (agent = agentName): Promise<Response> => endpoint(askForToken({ headers: { 'x-agent': agent } }));
    for (let count = 0; count < 3; count += 1) await tokenIn(await ask());
    const response = await ask();
    expect(await refusalIn(response)).toEqual([429, 'slow_down']);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50);
    await tokenIn(await ask('bob@example.com'));
  });

  it('a page that refuses every token that it gets', async () => {
    const { handler, provider } = await setUpTokenDesk();
    const endpoint = handler({ exchangesPerMinute: 3 });
    let body = '{}';
    for (let count = 0; count < 3; count += 1) {
      const { access_token: rejected } = await tokenIn(await endpoint(askForToken({ body })));
      body = JSON.stringify({ rejected });
    }
    expect(await refusalIn(await endpoint(askForToken({ body })))).toEqual([429, 'slow_down']);
    expect(provider.exchanges).toHaveLength(3);
  });

  it('a token of another agent', async () => {
    const { handler, exchange } = await setUpTokenDesk({ agents: [agentName, 'bob@example.com'] });
    const mistaken: typeof exchange = (_, options) => exchange({ userName: 'bob@example.com' }, options);
    expect(await refusalIn(await handler({ exchange: mistaken })(askForToken()))).toEqual([403, 'access_denied']);
    const allowed = handler({ exchange: mistaken, dangerouslyAllowOtherUserName: true });
    expect((await allowed(askForToken())).status).toBe(200);
  });
});

describe('When the identity provider fails', () => {
  const cases: [how: string, arm: (bench: Awaited<ReturnType<typeof setUpTokenDesk>>) => void, answer: unknown[]][] = [
    ['with 500', ({ provider }) => provider.faults.next('error'), [503, 'temporarily_unavailable']],
    ['by asking for a pause', ({ provider }) => provider.faults.next('rate-limit'), [503, 'temporarily_unavailable']],
    ['with nonsense', ({ provider }) => provider.faults.next('malformed'), [502, 'server_error']],
    ['by refusing us', ({ provider }) => provider.faults.next('error', { status: 401 }), [502, 'server_error']],
  ];
  it.each(cases)('%s, the page is told what it can do', async (_, arm, answer) => {
    const bench = await setUpTokenDesk();
    const endpoint = bench.handler();
    arm(bench);
    expect(await refusalIn(await endpoint(askForToken()))).toEqual(answer);
  });

  it('by not answering, the endpoint answers in time', async () => {
    const clock = createManualClock(now);
    const { handler, provider } = await setUpTokenDesk({ clock });
    provider.faults.next('hang');
    const asked = handler()(askForToken());
    while (provider.exchanges.length === 0) await clock.advance(0);
    await clock.advance(10_000);
    expect(await refusalIn(await asked)).toEqual([503, 'temporarily_unavailable']);
  });

  it('with a Retry-After, it is left alone that long, by all agents', async () => {
    const clock = createManualClock(now);
    const { handler, provider } = await setUpTokenDesk({ clock, agents: [agentName, 'bob@example.com'] });
    const endpoint = handler();
    provider.faults.next('rate-limit', { retryAfterSeconds: 30 });
    const response = await endpoint(askForToken());
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    expect((await endpoint(askForToken({ headers: { 'x-agent': 'bob@example.com' } }))).status).toBe(503);
    expect(provider.exchanges).toHaveLength(1);
    await clock.advance(30_000);
    await tokenIn(await endpoint(askForToken()));
  });

  it('a token that is still good is given all the same', async () => {
    const { handler, provider } = await setUpTokenDesk();
    const endpoint = handler();
    await tokenIn(await endpoint(askForToken()));
    provider.faults.next('error', { count: Infinity });
    await tokenIn(await endpoint(askForToken()));
  });
});

describe('A page of another origin', () => {
  const other = 'https://desk.example.org';
  const headers = { origin: other, 'sec-fetch-site': 'cross-site' };

  it('may ask, with its cookies, where it is listed', async () => {
    const { handler } = await setUpTokenDesk();
    const endpoint = handler({ allowedOrigins: [other] });
    const preflight = await endpoint(askForToken({ method: 'OPTIONS', headers }));
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'content-type, x-requested-with',
    ]);
    const response = await endpoint(askForToken({ headers }));
    expect(response.headers.get('access-control-allow-origin')).toBe(other);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    await tokenIn(response);
    await tokenIn(await endpoint(askForToken()));
  });

  it('may not otherwise, and cannot read why', async () => {
    const { handler } = await setUpTokenDesk();
    const endpoint = handler({ allowedOrigins: ['https://third.example.org'] });
    for (const method of ['OPTIONS', 'POST']) {
      const response = await endpoint(askForToken({ method, headers }));
      expect(response.status).toBe(403);
      expect(response.headers.has('access-control-allow-origin')).toBe(false);
    }
  });

  it('of plain http is of our own when its host is', async () => {
    const { handler } = await setUpTokenDesk();
    await tokenIn(await handler()(askForToken({ headers: { 'sec-fetch-site': undefined } })));
  });
});

describe('The cookie of the token', () => {
  const cookieOf = async (options: TokenHandlerOptions['cookie'], lifeSeconds = 3600): Promise<string> => {
    const { handler } = await setUpTokenDesk({ lifeSeconds });
    const response = await handler({ cookie: options! })(askForToken());
    const { access_token: token } = (await response.json()) as { access_token: string };
    return (response.headers.get('set-cookie') ?? '').replace(token, '<token>');
  };

  it('is readable by the page, and lives no longer than a working day or its token', async () => {
    expect(await cookieOf({})).toMatch(/^AC_TOKEN=<token>; Max-Age=(3600|35[5-9]\d); Path=\/; Secure; SameSite=Lax$/);
    expect(await cookieOf({}, 2_591_999)).toContain('; Max-Age=28800; ');
    expect(await cookieOf({ maxAgeSeconds: 60 })).toContain('; Max-Age=60; ');
  });

  it('is partitioned for a page in a frame', async () => {
    expect(await cookieOf({ embedded: true, name: 'T', domain: 'example.com' })).toMatch(
      /^T=<token>; Max-Age=\d+; Path=\/; Secure; SameSite=None; Partitioned; Domain=example\.com$/,
    );
  });

  it('is not set where nobody asks for it', async () => {
    expect(await cookieOf(undefined)).toBe('');
  });

  it('takes no token that could say more than its value', async () => {
    const { handler } = await setUpTokenDesk();
    const exchange = async () => ({ accessToken: 'a;Domain=example.org', expiresAt: Date.now() + 1e6 });
    expect((await handler({ cookie: {}, exchange })(askForToken())).status).toBe(502);
  });

  it.each([{ name: 'a b' }, { maxAgeSeconds: 0 }, { domain: 'x; Path=/a' }])('is refused as %o', (cookie) => {
    const options = { authenticate: () => undefined, exchange: () => Promise.reject(new Error()), cookie };
    expect(errorOf(() => createTokenHandler(options)).code).toBe('config/invalid-option');
  });
});

describe('The scope', () => {
  const exchange = () => Promise.reject(new Error());
  const authenticate = () => undefined;

  it('is that of the hotline, unless somebody says that they mean it', () => {
    const scope = ['user_management', 'hotline'];
    expect(errorOf(() => createTokenHandler({ authenticate, exchange, scope }))).toMatchObject({
      code: 'config/invalid-option',
      message: expect.stringContaining('user_management') as string,
    });
    const logger = spyLogger();
    createTokenHandler({ authenticate, exchange, scope, dangerouslyAllowWiderScope: true, logger });
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('user_management'));
  });

  it('and what decides must be there', () => {
    for (const wrong of [{ exchange }, { authenticate }, { authenticate, exchange, scope: [] }]) {
      expect(errorOf(() => createTokenHandler(wrong as never)).code).toBe('config/invalid-option');
    }
    for (const limit of [{ requestsPerMinute: 0 }, { exchangesPerMinute: 1.5 }]) {
      expect(errorOf(() => createTokenHandler({ authenticate, exchange, ...limit })).code).toBe(
        'config/invalid-option',
      );
    }
  });
});

describe('No secret is written', () => {
  it('to the log or into an answer that is no token', async () => {
    const logger = spyLogger();
    const { handler, provider, exchange } = await setUpTokenDesk();
    const tokens: string[] = [];
    const endpoint = handler({
      logger,
      exchange: async (agent, options) => {
        const grant = await exchange(agent, options);
        tokens.push(grant.accessToken);
        return grant;
      },
    });
    let text = '';
    const ask = async (request?: TokenRequestOptions): Promise<Response> => {
      const response = await endpoint(askForToken(request));
      if (response.status !== 200) text += await response.clone().text();
      return response;
    };
    const { access_token: rejected } = await tokenIn(await ask());
    for (const kind of ['error', 'rate-limit', 'malformed', 'lost'] as const) {
      provider.faults.next(kind, { body: `{"access_token":"${rejected}"}`, retryAfterSeconds: 0 });
      await ask({ body: JSON.stringify({ rejected }) });
    }
    await ask({ body: JSON.stringify({ rejected, more: '{' }).slice(0, -1) });
    const failing = handler({ logger, exchange: () => Promise.reject(new Error(`failed on ${rejected}`)) });
    text += await (await failing(askForToken())).text();
    expect(tokens).toHaveLength(1);
    for (const secret of [...tokens, 's3cret', siteOrigin]) expect(written(logger) + text).not.toContain(secret);
    expect(logger.warn).toHaveBeenCalled();
    expect(logger.error).toHaveBeenCalled();
  });
});
