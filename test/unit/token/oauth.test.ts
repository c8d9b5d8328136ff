import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { callbackLayout } from '../../../src/token/oauth/callback-layout.js';
import { createOAuthSource } from '../../../src/token/oauth/create-oauth-source.js';
import { oauthSource } from '../../../src/token/oauth/oauth-source.js';
import type { OAuthSource, OAuthSourceOptions } from '../../../src/token/oauth/options.js';
import { readQuery } from '../../../src/token/oauth/read-callback.js';
import type { SourceRequest } from '../../../src/token/token.js';
import { createTokenManager } from '../../../src/token/token-manager.js';
import { sendPlainly } from '../../../src/send.js';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.js';
import { errorOf, rejectionOf } from '../../support/rejection.js';
import { answer, makeJwt } from '../../support/token-bench.js';
import { createFakePage, type FakePage } from './fake-sign-in-page.js';

const origin = 'https://crm.example.com';
const own = {
  profile: 'own-callback',
  authorizeUrl: 'https://login.example.net/authorize?tenant=1',
  clientId: 'crm',
  redirectUri: `${origin}/signed-in`,
  endpoint: '/api/sign-in',
} as const;
const vendor = {
  profile: 'aiccs',
  authorizeUrl: own.authorizeUrl,
  clientId: 'crm',
  redirectUri: 'https://signin.example.com/oauth/callback/crm',
} as const;

interface Bench {
  readonly page: FakePage;
  readonly clock: FakeClock;
  readonly source: OAuthSource;
  readonly sent: Request[];
  get(more?: Partial<SourceRequest>): Promise<unknown>;
  /** Lets so much time pass, in steps in which everything else happens. */
  pass(ms: number): Promise<void>;
  say(query: string, more?: { origin?: string; reply?: unknown; isOther?: boolean }): void;
}

const success = (): Response =>
  answer(200, { access_token: 'token-1', token_type: 'Bearer', expires_in: 3600, user_name: 'ann' });

function start(
  options: OAuthSourceOptions,
  { page = createFakePage(), reply = success }: { page?: FakePage; reply?: () => Response | Promise<Response> } = {},
): Bench {
  const clock = createFakeClock();
  const sent: Request[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    sent.push(new Request(new URL(input as string, origin), init));
    return reply();
  };
  vi.stubGlobal('location', page.page.location);
  const source = createOAuthSource({ ...options, clock, fetch } as OAuthSourceOptions, sendPlainly, page.page);
  vi.unstubAllGlobals();
  const settle = (ms = 2): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  /** SHA-256 is worked out beside the test. */
  const sentAlong = async (): Promise<void> => {
    for (let turn = 0; turn < 200 && page.windows.some((each) => !each.closed && !each.visited.length); turn += 1) {
      await settle();
    }
    await settle(10);
  };
  return {
    page,
    clock,
    source,
    sent,
    get: async (more = {}) => {
      const { signal = new AbortController().signal } = more;
      return source.get({
        signal,
        reason: 'asked',
        clock,
        skewMs: 0,
        once: (_credential, fetchIt) => fetchIt(signal),
        ...more,
      });
    },
    async pass(ms) {
      await sentAlong();
      for (let left = ms; left > 0; left -= 200) {
        clock.advance(Math.min(200, left));
        await settle();
      }
    },
    say(query, { origin: from = origin, reply: said, isOther = false } = {}) {
      const window = page.windows.at(-1);
      const data = { type: 'aicc-support.oauth', query, reply: said };
      page.emit('message', { origin: from, source: isOther ? {} : window, data });
    },
  };
}

describe('a question to the platform', () => {
  it('has a state, and PKCE with SHA-256 where the page redeems the code', async () => {
    const { page, source, pass, say, sent } = start({
      ...own,
      scope: 'openid email',
      parameters: { prompt: 'login', state: 'mine', client_id: 'other' },
    });
    const signedIn = source.signIn();
    expect(page.windows).toHaveLength(1);
    await pass(0);
    const url = new URL(page.windows[0]!.visited[0]!);
    const { state, code_challenge: challenge, ...others } = Object.fromEntries(url.searchParams);
    expect(others).toEqual({
      tenant: '1',
      prompt: 'login',
      client_id: 'crm',
      response_type: 'code',
      redirect_uri: own.redirectUri,
      scope: 'openid email',
      code_challenge_method: 'S256',
    });
    expect(state).toMatch(/^[\w-]{43}$/);
    say(`?code=c1&state=${state}`);
    await signedIn;
    const body = (await sent[0]!.json()) as Record<string, string>;
    expect(body).toMatchObject({ code: 'c1', redirect_uri: own.redirectUri });
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body.code_verifier));
    expect(Buffer.from(digest).toString('base64url')).toBe(challenge);
    expect(sent[0]!.headers.get('x-requested-with')).toBe('aicc-support');
    expect(sent[0]!.redirect).toBe('error');
  });

  it('has no PKCE where the provider redeems the code: it does not hold the verifier', async () => {
    const { page, source, pass } = start(vendor);
    void source.signIn().catch(() => undefined);
    await pass(0);
    const names = [...new URL(page.windows[0]!.visited[0]!).searchParams.keys()];
    expect(names).toEqual(['tenant', 'client_id', 'response_type', 'redirect_uri', 'state']);
  });

  it('is not asked without SHA-256, and leaves no window', async () => {
    const page = createFakePage();
    Object.assign(page.page, { crypto: { getRandomValues: crypto.getRandomValues.bind(crypto) } });
    const { source } = start(own, { page });
    expect((await rejectionOf(source.signIn())).code).toBe('config/invalid-origin');
    expect(page.windows[0]!.closed).toBe(true);
  });
});

describe('options', () => {
  it.each([
    ['a secret', { ...own, clientSecret: 's' }, 'config/secret-in-browser'],
    ['a secret among the parameters', { ...own, parameters: { client_secret: 's' } }, 'config/secret-in-browser'],
    [
      'a secret in the address',
      { ...own, authorizeUrl: 'https://a.example.com/?client_secret=s' },
      'config/secret-in-browser',
    ],
    ['plain http', { ...own, authorizeUrl: 'http://login.example.net/' }, 'config/invalid-origin'],
    ['a scheme that runs', { ...own, authorizeUrl: 'data:text/html,hello' }, 'config/invalid-origin'],
    ['part of an address', { ...own, redirectUri: '/signed-in' }, 'config/invalid-option'],
    ['a fragment', { ...own, redirectUri: `${origin}/#x` }, 'config/invalid-option'],
    [
      'a redirect to another origin',
      { ...own, display: 'redirect', redirectUri: vendor.redirectUri },
      'config/invalid-option',
    ],
    ["a redirect in the vendor's way", { ...vendor, display: 'redirect' }, 'config/invalid-option'],
  ])('are refused with %s', (_, options, code) => {
    expect(errorOf(() => start(options as OAuthSourceOptions)).code).toBe(code);
  });

  it('may be read where there is no page', async () => {
    const source = oauthSource({ ...own, endpoint: `${origin}/api/sign-in` });
    expect((await rejectionOf(source.signIn())).code).toBe('auth/popup-blocked');
  });
});

describe('a sign-in in a window', () => {
  it('gives its token once: to whoever looks, and to the first who asks', async () => {
    const { source, pass, say, page, get, clock } = start(own);
    const changed = vi.fn();
    source.watch?.(changed);
    expect((await rejectionOf(get({ reason: 'look' }))).code).toBe('auth/interaction-required');
    const signedIn = source.signIn();
    await pass(0);
    say(`?code=c1&state=${page.state()}`);
    await signedIn;
    expect(changed).toHaveBeenCalledTimes(1);
    const token = { token: 'token-1', expiresAt: clock.now() + 3_600_000, userName: 'ann' };
    expect(await get({ reason: 'look' })).toMatchObject(token);
    expect(await get()).toMatchObject(token);
    expect((await rejectionOf(get())).code).toBe('auth/interaction-required');
    expect(page.windows[0]!.closed).toBe(true);
    expect([page.listeners(), page.channels.size, clock.timers]).toEqual([0, 0, 0]);
  });

  it('gives nothing any more when the session is over, or after a minute', async () => {
    const { source, pass, say, page, get } = start(own);
    const session = new AbortController();
    const ends = [async () => session.abort(), () => pass(60_200)];
    for (const end of ends) {
      const signedIn = source.signIn();
      await pass(0);
      say(`?code=c1&state=${page.state()}`);
      await signedIn;
      await get({ reason: 'look', signal: session.signal });
      await end();
      expect((await rejectionOf(get())).code).toBe('auth/interaction-required');
    }
  });

  it('serves a call that waits for it, and ends with the session of that call', async () => {
    const { source, pass, say, page, get } = start(own);
    const signedIn = source.signIn();
    const waiting = get();
    await pass(0);
    say(`?code=c1&state=${page.state()}`);
    expect(await waiting).toMatchObject({ token: 'token-1' });
    await signedIn;

    const session = new AbortController();
    const next = source.signIn();
    const other = get({ signal: session.signal });
    await pass(0);
    const { AiccError } = await import('../../../src/errors.js');
    session.abort(new AiccError('auth/signed-out'));
    expect((await rejectionOf(other)).code).toBe('auth/signed-out');
    expect((await rejectionOf(next)).code).toBe('auth/signed-out');
    expect(page.windows[1]!.closed).toBe(true);
  });

  it('has one window, which comes to the front when it is asked for again', async () => {
    const { source, pass, say, page } = start(own);
    const both = [source.signIn(), source.signIn()];
    await pass(0);
    expect(page.windows).toHaveLength(1);
    expect(page.windows[0]!.focused).toBe(1);
    say(`?code=c1&state=${page.state()}`);
    await Promise.all(both);
  });

  it('is blocked where the browser gives no window', async () => {
    const { source, page } = start(own);
    page.blocks = true;
    expect((await rejectionOf(source.signIn())).code).toBe('auth/popup-blocked');
    page.blocks = false;
    void source.signIn().catch(() => undefined);
    expect(page.windows).toHaveLength(1);
  });

  it('is over when its window is closed and the agent is back; what still comes counts', async () => {
    const { source, pass, page, get } = start(own);
    const failure = rejectionOf(source.signIn());
    await pass(0);
    page.focus = false;
    page.windows[0]!.closed = true;
    let code: string | undefined;
    void failure.then((error) => (code = error.code));
    await pass(5000);
    // The platform may have cut it off: the agent is still there.
    expect(code).toBeUndefined();
    page.focus = true;
    await pass(400);
    expect(code).toBe('auth/popup-closed');
    const channel = page.channels.get(`aicc-support.oauth ${page.state()}`)!;
    channel.onmessage?.({ data: { type: 'aicc-support.oauth', query: `?code=c1&state=${page.state()}` } });
    await pass(0);
    expect(await get()).toMatchObject({ token: 'token-1' });
  });

  it('ends in time, and when it is told to', async () => {
    const { source, pass, page, clock } = start({ ...own, timeoutMs: 3000 });
    const late = rejectionOf(source.signIn());
    await pass(3000);
    expect((await late).code).toBe('net/timeout');
    const aborter = new AbortController();
    const aborted = rejectionOf(source.signIn({ signal: aborter.signal }));
    await pass(0);
    aborter.abort();
    expect((await aborted).code).toBe('net/aborted');
    expect((await rejectionOf(source.signIn({ signal: aborter.signal }))).code).toBe('net/aborted');
    expect(page.windows.map(({ closed }) => closed)).toEqual([true, true]);
    expect([page.listeners(), page.channels.size, clock.timers]).toEqual([0, 0, 0]);
  });

  it('ends when nobody watches any more', async () => {
    const { source, pass, page } = start(own);
    const stop = source.watch?.(() => undefined);
    const ended = rejectionOf(source.signIn());
    await pass(0);
    stop?.();
    expect((await ended).code).toBe('auth/signed-out');
    expect(page.windows[0]!.closed).toBe(true);
  });

  it('takes the answer of its window alone, from its origin alone', async () => {
    const { source, pass, say, page, sent } = start(own);
    const signedIn = source.signIn();
    await pass(0);
    say(`?code=evil&state=${page.state()}`, { origin: 'https://evil.example.com' });
    say('?code=evil&state=other', { isOther: true });
    page.emit('message', { origin, source: page.windows[0], data: 'something else' });
    page.emit('message', { origin, source: page.windows[0], data: { type: 'aicc-support.oauth' } });
    await pass(400);
    expect(sent).toHaveLength(0);
    say(`?code=right&state=${page.state()}`);
    await signedIn;
    expect(await sent[0]!.json()).toMatchObject({ code: 'right' });
  });

  it.each([
    ['?code=c1&state=forged', 'auth/state-mismatch'],
    ['?code=c1', 'auth/state-mismatch'],
    ['?error=access_denied&error_description=<b>no</b>&state=STATE', 'auth/authorization-refused'],
    ['?state=STATE', 'auth/authorization-refused'],
    ['?code=a&code=b&state=STATE', 'auth/authorization-refused'],
  ])('is refused with %s', async (query, code) => {
    const { source, pass, say, page, sent } = start(own);
    const failure = rejectionOf(source.signIn());
    await pass(0);
    say(query.replace('STATE', page.state()));
    const error = await failure;
    expect(error.code).toBe(code);
    expect(JSON.stringify(error)).not.toMatch(/<b>/);
    expect(sent).toHaveLength(0);
  });

  it('reads the address of a callback that says nothing, when it is there', async () => {
    const { source, pass, page, sent } = start(own);
    const signedIn = source.signIn();
    await pass(0);
    page.windows[0]!.place = { origin, pathname: '/signed-in', search: '' };
    await pass(400);
    page.windows[0]!.place = { origin, pathname: '/elsewhere', search: '?code=other&state=x' };
    await pass(400);
    page.windows[0]!.place = { origin, pathname: '/signed-in', search: `?code=c1&state=${page.state()}` };
    await pass(400);
    await signedIn;
    expect(await sent[0]!.json()).toMatchObject({ code: 'c1' });
  });
});

it('is asked for once by a call of the token manager', async () => {
  const tokens = createTokenManager({ source: start(own).source });
  const failures: string[] = [];
  tokens.on('failed', ({ error }) => failures.push(error.code));
  expect((await rejectionOf(tokens.getToken())).code).toBe('auth/interaction-required');
  expect(failures).toEqual(['auth/interaction-required']);
  tokens.dispose();
});

describe('redeeming a code', () => {
  const codeAfter = async (options: OAuthSourceOptions, reply: () => Response | Promise<Response>): Promise<string> => {
    const { source, pass, say, page } = start(options, { reply });
    const failure = rejectionOf(source.signIn());
    await pass(0);
    say(`?code=c1&state=${page.state()}`);
    await pass(20_400);
    return (await failure).code;
  };
  const { endpoint: _, ...rest } = own;
  const standard = { ...rest, tokenEndpoint: 'https://login.example.net/token' } as const;

  it.each([
    [401, 'auth/login-required'],
    [403, 'auth/forbidden'],
    [429, 'auth/exchange-failed'],
    [500, 'auth/exchange-failed'],
    [404, 'net/bad-response'],
  ])('fails at the backend with %i as an exchange does', async (status, code) => {
    expect(await codeAfter(own, () => answer(status, {}))).toBe(code);
  });

  it('ends when nobody answers, or nothing that is a token', async () => {
    expect(await codeAfter(own, () => new Promise(() => undefined))).toBe('net/timeout');
    expect(await codeAfter(own, () => answer(200, '<html>'))).toBe('net/bad-response');
    expect(await codeAfter(own, () => Promise.reject(new TypeError('Failed')))).toBe('net/unreachable');
  });

  it('is refused by a token endpoint in its words', async () => {
    expect(await codeAfter(standard, () => answer(400, { error: 'invalid_grant' }))).toBe('auth/authorization-refused');
    expect(await codeAfter(standard, () => answer(200, { access_token: 'a' }))).toBe('net/bad-response');
  });

  it('asks a token endpoint by a form, without a secret or a cookie', async () => {
    const jwt = makeJwt({ exp: 2_000_000_000 });
    const { source, pass, say, page, sent, get } = start(standard, {
      reply: () => answer(200, { access_token: jwt, token_type: 'bearer' }),
    });
    const signedIn = source.signIn();
    await pass(0);
    say(`?code=c1&state=${page.state()}`);
    await signedIn;
    const [request] = sent;
    expect(request!.credentials).toBe('omit');
    expect(request!.headers.get('authorization')).toBeNull();
    expect([...new URLSearchParams(await request!.text()).keys()]).toEqual([
      'grant_type',
      'code',
      'redirect_uri',
      'client_id',
      'code_verifier',
    ]);
    // It says itself when it ends.
    expect(await get()).toMatchObject({ token: jwt, expiresAt: 2_000_000_000_000 });
  });

  it('tells the backend which token was refused', async () => {
    const { source, pass, say, page, sent, get } = start(own);
    await rejectionOf(get({ rejected: 'token-0' }));
    const signedIn = source.signIn();
    await pass(0);
    say(`?code=c1&state=${page.state()}`);
    await signedIn;
    expect(await sent[0]!.json()).toMatchObject({ rejected: 'token-0' });
  });
});

describe("the vendor's front-end way", () => {
  const jwt = makeJwt({ exp: 2_000_000_000, user_name: 'ann' });

  it('takes the cookie that is new', async () => {
    const { source, pass, page, get } = start(vendor);
    page.cookie = `AC_TOKEN=${makeJwt({ exp: 1 })}`;
    const signedIn = source.signIn();
    await pass(400);
    page.cookie = `other=1; AC_TOKEN=${jwt}`;
    await pass(400);
    await signedIn;
    expect(await get()).toEqual({ token: jwt, expiresAt: 2_000_000_000_000, userName: 'ann' });
  });

  it.each([
    ['no token', 'hello', 'auth/token-malformed'],
    ['a token that has ended', makeJwt({ exp: 1 }), 'auth/token-expired'],
  ])('refuses a cookie that holds %s', async (_, value, code) => {
    const { source, pass, page } = start({ ...vendor, cookieName: 'MINE' });
    const failure = rejectionOf(source.signIn());
    await pass(0);
    page.cookie = `MINE=${value}`;
    await pass(400);
    expect((await failure).code).toBe(code);
  });

  it('compares the state where the callback has one', async () => {
    const { source, pass, say } = start({ ...vendor, redirectUri: `${origin}/callback` });
    const reply = { access_token: jwt, token_type: 'bearer', expires_in: 60 };
    const forged = rejectionOf(source.signIn());
    await pass(0);
    say('?code=c1&state=forged', { reply });
    expect((await forged).code).toBe('auth/state-mismatch');
    const signedIn = source.signIn();
    await pass(0);
    say('?code=c1&state=of-another-window', { reply, isOther: true });
    say('?code=c1', {});
    say('?code=c1', { reply });
    await signedIn;
  });

  it('says what may be the matter when its window is closed', async () => {
    const { source, pass, page } = start(vendor);
    const failure = rejectionOf(source.signIn());
    await pass(0);
    page.windows[0]!.closed = true;
    await pass(1400);
    expect((await failure).message).toMatch(/Domain.*exchangeSource/);
  });

  it('opens no window for a callback of another site', async () => {
    const { source, page } = start({ ...vendor, redirectUri: 'https://signin.example.net/callback' });
    expect((await rejectionOf(source.signIn())).code).toBe('auth/callback-not-readable');
    expect(page.windows).toHaveLength(0);
  });

  it.each([
    ['https://crm.example.com', 'https://crm.example.com/cb', 'own-origin'],
    ['https://crm.example.com', 'https://signin.example.com/cb', 'same-site'],
    ['https://example.com', 'https://signin.example.com/cb', 'same-site'],
    ['https://localhost:1', 'https://localhost:2/cb', 'same-site'],
    ['https://crm.example.com', 'https://crm.example.net/cb', 'other-site'],
    ['https://one.co.uk', 'https://two.co.uk/cb', 'other-site'],
    ['https://10.0.0.1', 'https://10.0.1.1/cb', 'other-site'],
    ['https://notexample.com', 'https://example.com/cb', 'other-site'],
  ])('of %s can read of %s as %s', (from, callback, layout) => {
    expect(callbackLayout(new URL(from), new URL(callback))).toBe(layout);
  });
});

describe('leaving the page', () => {
  const leaving = { ...own, redirectUri: `${origin}/app`, display: 'redirect' } as const;
  const key = 'aicc-support.oauth crm';
  const back = (query: string, kept: string | undefined): FakePage => {
    const page = createFakePage(`${origin}/app${query}`);
    if (kept !== undefined) page.storage.set(key, kept);
    return page;
  };
  const kept = JSON.stringify({ state: 's1', verifier: 'v1' });

  it('keeps what the return needs, and nothing when the page stays', async () => {
    const { source, page, pass } = start(leaving);
    const failure = rejectionOf(source.signIn());
    await pass(0);
    expect(JSON.parse(page.storage.get(key)!)).toEqual({ state: page.state(), verifier: expect.any(String) as string });
    page.emit('pageshow', { persisted: true });
    expect((await failure).code).toBe('auth/popup-closed');
    expect([page.storage.size, page.listeners()]).toEqual([0, 0]);
    const late = rejectionOf(source.signIn());
    await pass(30_200);
    expect((await late).code).toBe('net/timeout');
  });

  it('comes back with a code, which is taken out of address and storage', async () => {
    const page = back('?customer=7&code=c1&state=s1&iss=x#top', kept);
    const { get, sent, pass } = start(leaving, { page });
    expect(page.replaced).toEqual([`${origin}/app?customer=7#top`]);
    expect(page.storage.size).toBe(0);
    await pass(0);
    expect(await get()).toMatchObject({ token: 'token-1' });
    expect(await sent[0]!.json()).toMatchObject({ code: 'c1', code_verifier: 'v1' });
  });

  it('tells a manager that comes later', async () => {
    const { source, pass } = start(leaving, { page: back('?code=c1&state=s1', kept) });
    await pass(0);
    const changed = vi.fn();
    source.watch?.(changed);
    await pass(0);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['?code=c1&state=forged', kept, 'auth/state-mismatch'],
    ['?code=c1&state=s1', '{"state":7}', 'auth/state-mismatch'],
    ['?code=c1&state=s1', 'no JSON', 'auth/state-mismatch'],
    ['?error=access_denied&state=s1', kept, 'auth/authorization-refused'],
  ])('comes back with %s and fails once', async (query, stored, code) => {
    const page = back(query, stored);
    const { get, sent } = start(leaving, { page });
    expect((await rejectionOf(get())).code).toBe(code);
    expect((await rejectionOf(get())).code).toBe('auth/interaction-required');
    expect(page.replaced).toEqual([`${origin}/app`]);
    expect([page.storage.size, sent.length]).toEqual([0, 0]);
  });

  it('fails once when the code is refused', async () => {
    const { get, pass } = start(leaving, { page: back('?code=c1&state=s1', kept), reply: () => answer(401, {}) });
    await pass(0);
    expect((await rejectionOf(get())).code).toBe('auth/login-required');
    expect((await rejectionOf(get())).code).toBe('auth/interaction-required');
  });

  it.each([
    ['nobody left', '?code=c1&state=s1', undefined],
    ['there is nothing in the address', '?customer=7', kept],
  ])('leaves the address alone where %s', (_, query, stored) => {
    const page = back(query, stored);
    start(leaving, { page });
    expect(page.replaced).toEqual([]);
  });

  it('needs a storage', async () => {
    const page = createFakePage();
    Object.defineProperty(page.page, 'sessionStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    const { source } = start(leaving, { page });
    expect((await rejectionOf(source.signIn())).code).toBe('config/invalid-option');
  });
});

it('reads any query without failing', () => {
  fc.assert(
    fc.property(fc.string(), (query) => {
      const { code, state, error } = readQuery(query);
      for (const each of [code, state, error]) expect(each === undefined || each !== '').toBe(true);
    }),
  );
});
