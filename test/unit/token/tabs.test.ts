import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, createTokenBench, outcomesOf, type TokenPage } from '../../support/token-bench.js';

const never = (): Promise<Response> => new Promise(() => undefined);

describe.each([
  ['with Web Locks', true],
  ['with a lease', false],
])('tabs of one credential, %s', (_, hasLocks) => {
  const setUp = (count = 3) => {
    const bench = createTokenBench({ hasLocks });
    const pages = Array.from({ length: count }, () => bench.open());
    const askAll = (from: readonly TokenPage[] = pages, rejected?: string) =>
      outcomesOf(
        from.flatMap(({ tokens }) =>
          Array.from({ length: 5 }, () => tokens.getToken(rejected === undefined ? {} : { rejected })),
        ),
      );
    return { ...bench, pages, askAll };
  };

  it('make one request for all of them, and tell each of it', async () => {
    const { endpoint, pages, pass, askAll } = setUp();
    const { outcomes } = askAll();
    await pass(2000);
    expect(outcomes).toEqual(Array(15).fill('token-1'));
    expect(endpoint.requests).toHaveLength(1);
    expect(pages.map(({ heard }) => heard)).toEqual(Array(3).fill(['token token-1']));
  });

  it('make one request when the API refused the token to all of them', async () => {
    const { endpoint, pass, askAll } = setUp();
    askAll();
    await pass(2000);
    const { outcomes } = askAll(undefined, 'token-1');
    await pass(2000);
    expect(outcomes).toEqual(Array(15).fill('token-2'));
    expect(endpoint.requests.map(({ body }) => body)).toEqual([{}, { rejected: 'token-1' }]);
  });

  it('give the token to one that comes later', async () => {
    const { endpoint, pass, askAll, open } = setUp();
    askAll();
    await pass(2000);
    const { outcomes } = askAll([open()]);
    await pass(200);
    expect(outcomes).toEqual(Array(5).fill('token-1'));
    expect(endpoint.requests).toHaveLength(1);
  });

  it('renew once, and do not ask the API again with what it refused to another', async () => {
    const { endpoint, pages, pass, askAll } = setUp();
    askAll();
    await pass(2000);
    await pass(3_600_000, 2000);
    expect(endpoint.requests).toHaveLength(2);
    pages[0]!.tokens.invalidate('token-2');
    await pass(200);
    expect(pages.map(({ tokens }) => tokens.status)).toEqual(['none', 'none', 'none']);
  });

  it('go on when the one that fetches is killed, with one request more', async () => {
    const { endpoint, pages, pass, askAll } = setUp();
    endpoint.answers(never);
    const first = askAll(pages.slice(0, 1));
    await pass(300);
    const { outcomes } = askAll(pages.slice(1));
    await pass(300);
    pages[0]!.tab.crash();
    endpoint.answers(endpoint.success);
    await pass(6000);
    expect(first.outcomes).toEqual(Array(5).fill(undefined));
    expect(outcomes).toEqual(Array(10).fill('token-1'));
    expect(endpoint.requests).toHaveLength(2);
  });

  it('do not wait for ever for one that is frozen and keeps the lock', async () => {
    const { endpoint, pages, pass, askAll } = setUp();
    endpoint.answers(never);
    askAll(pages.slice(0, 1));
    await pass(300);
    pages[0]!.tab.stop();
    endpoint.answers(endpoint.success);
    const { outcomes } = askAll(pages.slice(1));
    await pass(14_000);
    // Each may ask for itself: nobody says who goes first.
    expect(outcomes.every((outcome) => String(outcome).startsWith('token-'))).toBe(true);
    expect(endpoint.requests.length).toBeLessThanOrEqual(3);
  });

  it.each([
    ['errors', () => answer(500, ''), 'auth/exchange-failed'],
    ['too many requests', () => answer(429, '', { 'retry-after': '60' }), 'auth/exchange-failed'],
    ['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'net/unreachable'],
    ['nobody signed in', () => answer(401, { error: 'login_required' }), 'auth/login-required'],
    ['silence', never, 'net/timeout'],
  ])('share one failure: %s', async (_name, response, code) => {
    const { endpoint, pass, askAll } = setUp();
    endpoint.answers(response);
    const { outcomes } = askAll();
    // Until all have heard of it, and nobody tries again.
    for (let turn = 0; turn < 150 && outcomes.includes(undefined); turn += 1) await pass(100);
    expect(outcomes).toEqual(Array(15).fill(code));
    expect(endpoint.requests).toHaveLength(1);
    expect(endpoint.mostAtOnce).toBe(1);
  });

  it('wait together for as long as the server says, also one that had not asked', async () => {
    const { endpoint, pages, pass, askAll } = setUp();
    askAll();
    await pass(2000);
    endpoint.answers(() => answer(429, '', { 'retry-after': '60' }));
    const { outcomes } = askAll(pages.slice(0, 1), 'token-1');
    await pass(2000);
    expect(outcomes).toEqual(Array(5).fill('auth/exchange-failed'));
    const later = askAll(pages.slice(1));
    await pass(50_000, 500);
    expect(later.outcomes).toEqual(Array(10).fill('auth/exchange-failed'));
    expect(endpoint.requests).toHaveLength(2);
  });

  it('end the session together, and nobody takes what is still under way', async () => {
    const { endpoint, pages, pass, askAll } = setUp();
    let release = (_response: Response): void => undefined;
    endpoint.answers(() => new Promise((resolve) => (release = resolve)));
    const { outcomes } = askAll();
    await pass(300);
    pages[2]!.tokens.invalidate();
    await pass(300);
    release(endpoint.success());
    await pass(3000);
    expect(outcomes).toEqual(Array(15).fill('auth/signed-out'));
    expect(pages.map(({ tokens }) => tokens.status)).toEqual(['none', 'none', 'none']);
    expect(pages.flatMap(({ heard }) => heard)).toEqual([]);
  });

  it('keep two agents apart where they are named', async () => {
    const { endpoint, pass, open } = createTokenBench({ hasLocks });
    let agent = 'agent-371';
    endpoint.answers(() => endpoint.success({ user_name: agent }));
    const first = open({ expectedUserName: agent });
    outcomesOf([first.tokens.getToken()]);
    await pass(300);
    agent = 'agent-372';
    const second = open({ expectedUserName: agent });
    const { outcomes } = outcomesOf([second.tokens.getToken()]);
    await pass(300);
    expect(outcomes).toEqual(['token-2']);
    expect(first.heard).toEqual(['token token-1']);
  });

  it('ignore what has not the form of the protocol', async () => {
    const { browser, pages, pass, askAll, open, endpoint } = setUp(1);
    askAll();
    await pass(300);
    const stranger = open().tab.channel(`aicc-support.token exchange https://crm.example.com/api/aicc-token`);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.jsonValue(),
          fc.record({
            type: fc.constantFrom('token', 'failed', 'refused', 'constructor', 'ask'),
            token: fc.oneof(fc.jsonValue(), fc.string()),
            expiresAt: fc.oneof(fc.double(), fc.jsonValue()),
            error: fc.jsonValue(),
          }),
        ),
        async (message) => {
          stranger.postMessage(message);
          await browser.settle();
        },
      ),
      { numRuns: 50 },
    );
    // A made-up token of the right form is taken: whoever runs in the origin is trusted. Nothing else is.
    expect(pages[0]!.heard.every((each) => /^token [\w.~+/-]+=*$/.test(each))).toBe(true);
    expect(endpoint.requests).toHaveLength(1);
  });

  it('serve everybody whatever is done to them, and never ask twice at once while no lock lapses', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), page: fc.nat(2) }),
      fc.record({ kind: fc.constant('refuse' as const), page: fc.nat(2) }),
      fc.record({ kind: fc.constant('wake' as const), page: fc.nat(2) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 100, max: 3000 }) }),
      fc.record({ kind: fc.constant('server' as const), status: fc.constantFrom(200, 200, 401, 429, 500, 0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { endpoint, pages, pass, askAll } = setUp();
        const asked: { readonly outcomes: (string | undefined)[] }[] = [];
        for (const each of steps) {
          if (each.kind === 'ask') asked.push(askAll([pages[each.page]!]));
          else if (each.kind === 'refuse') {
            const last = pages[each.page]!.heard.findLast((line) => line.startsWith('token '));
            asked.push(askAll([pages[each.page]!], last?.slice(6)));
          } else if (each.kind === 'wake') pages[each.page]!.wake(true);
          else if (each.kind === 'pass') await pass(each.ms, 250);
          else {
            const { status } = each;
            endpoint.answers(() => (status === 0 ? never() : status === 200 ? endpoint.success() : answer(status, '')));
          }
        }
        await pass(30_000, 500);
        expect(asked.flatMap(({ outcomes }) => outcomes)).not.toContain(undefined);
        expect(endpoint.mostAtOnce).toBeLessThanOrEqual(1);
      }),
      { numRuns: 15 },
    );
  });
});
