import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import { staticSource } from '../../../src/token/static-source.js';
import type { TokenSource } from '../../../src/token/token.js';
import { rejectionOf } from '../../support/rejection.js';
import { answer, createTokenBench, makeJwt, outcomesOf, type TokenBench } from '../../support/token-bench.js';

let bench: TokenBench;
beforeEach(() => {
  bench = createTokenBench();
});

const hour = 3_600_000;
const never = (): Promise<Response> => new Promise(() => undefined);

/** Lets the asking at the channel pass, and what follows. */
async function got(promise: Promise<string>): Promise<string> {
  const { outcomes } = outcomesOf([promise]);
  await bench.pass(200);
  return outcomes[0] ?? 'pending';
}

describe('handing out', () => {
  it('makes one request for all who ask, and none for those who come later', async () => {
    const { tokens, heard } = bench.open();
    expect(tokens.status).toBe('none');
    const { outcomes } = outcomesOf(Array.from({ length: 5 }, () => tokens.getToken()));
    expect(tokens.status).toBe('fetching');
    await bench.pass(200);
    expect(outcomes).toEqual(Array(5).fill('token-1'));
    expect(await tokens.getToken()).toBe('token-1');
    expect(tokens.status).toBe('valid');
    expect(bench.endpoint.requests).toHaveLength(1);
    expect(heard).toEqual(['token token-1']);
  });

  it('gives up one call by its signal, and goes on for the others', async () => {
    const { tokens } = bench.open();
    const abort = new AbortController();
    const given = rejectionOf(tokens.getToken({ signal: abort.signal }));
    const kept = tokens.getToken();
    abort.abort();
    expect((await given).code).toBe('net/aborted');
    expect((await rejectionOf(tokens.getToken({ signal: AbortSignal.abort() }))).code).toBe('net/aborted');
    expect(await got(kept)).toBe('token-1');
  });

  it('asks for another token where the validity that is left is too short, and never hands out the shorter one', async () => {
    const { tokens } = bench.open();
    await got(tokens.getToken());
    await bench.pass(2000 * 1000, 50_000);
    expect(await tokens.getToken({ minValidityMs: 1_500_000 })).toBe('token-1');
    bench.endpoint.answers(() => answer(500, ''));
    expect(await got(tokens.getToken({ minValidityMs: 1_700_000 }))).toBe('auth/exchange-failed');
    expect(await tokens.getToken()).toBe('token-1');
  });

  it('hands out a token whose whole life is shorter than what is asked for, without asking again and again', async () => {
    bench.endpoint.answers(() => bench.endpoint.success({ expires_in: 30 }));
    const { tokens } = bench.open();
    expect(await got(tokens.getToken({ minValidityMs: hour }))).toBe('token-1');
    expect(await tokens.getToken({ minValidityMs: hour })).toBe('token-1');
    expect(bench.endpoint.requests).toHaveLength(1);
  });
});

describe('renewal', () => {
  it('comes ahead of the end, and its events keep firing', async () => {
    const { tokens, heard } = bench.open();
    await got(tokens.getToken());
    await bench.pass(3 * hour, 20_000);
    expect(heard).toEqual([
      'token token-1',
      'expiring',
      'token token-2',
      'expiring',
      'token token-3',
      'expiring',
      'token token-4',
    ]);
    expect(bench.endpoint.requests).toHaveLength(4);
  });

  it('leaves a token of thirty days alone, though no timer reaches that far', async () => {
    bench.endpoint.answers(() => bench.endpoint.success({ expires_in: 2_591_999 }));
    const { tokens, heard } = bench.open();
    await got(tokens.getToken());
    await bench.pass(29 * 24 * hour, 12 * hour);
    expect(heard).toEqual(['token token-1']);
    await bench.pass(24 * hour - 200_000, hour / 2);
    await bench.pass(198_000, 1000);
    expect(heard).toEqual(['token token-1', 'expiring', 'token token-2']);
  });

  it('takes the same token again without news, and asks less than ten times before its end', async () => {
    let calls = 0;
    const token = makeJwt({ exp: bench.browser.clock.now() / 1000 + 120 });
    const source = staticSource(() => {
      calls += 1;
      return token;
    });
    const { tokens, heard } = bench.open({ source });
    await got(tokens.getToken());
    await bench.pass(180_000, 500);
    expect(calls).toBeLessThan(10);
    expect(heard).toEqual([`token ${token}`, 'expiring', 'expired', 'failed auth/token-expired']);
    expect(tokens.status).toBe('failed');
  });

  it('looks at the time of day when the page wakes after an hour of sleep', async () => {
    const { tokens, heard, wake } = bench.open();
    await got(tokens.getToken());
    bench.browser.clock.leap(1.5 * hour);
    expect(await got(tokens.getToken())).toBe('token-2');
    bench.browser.clock.leap(2 * hour);
    wake();
    await bench.pass(200);
    expect(heard.at(-1)).toBe('token token-3');
    expect(bench.endpoint.requests).toHaveLength(3);
  });

  it('goes through the end offline, and tries at once when the network is back', async () => {
    const { tokens, heard, wake } = bench.open();
    await got(tokens.getToken());
    bench.endpoint.answers(() => Promise.reject(new TypeError('Failed to fetch')));
    await bench.pass(hour - 30_000, 10_000);
    expect(tokens.status).toBe('valid');
    expect(await tokens.getToken()).toBe('token-1');
    await bench.pass(40_000, 1000);
    expect(heard).toContain('expired');
    expect(await got(tokens.getToken())).toBe('net/unreachable');
    bench.endpoint.answers(bench.endpoint.success);
    wake(true);
    await bench.pass(200);
    expect(heard.at(-1)).toBe('token token-2');
  });

  it.each([-600_000, 600_000])('is not misled by a clock that is wrong by %i ms', async (wrongMs) => {
    const serverTime = (): number => Math.floor((bench.browser.clock.now() + wrongMs) / 1000);
    bench.endpoint.answers(() => bench.endpoint.success({ expires_in: 900, server_time: serverTime() }));
    const { tokens, heard } = bench.open();
    await got(tokens.getToken());
    expect(tokens.toJSON().skewMs).toBeCloseTo(wrongMs, -4);
    await bench.pass(1700_000, 5000);
    expect(heard).toEqual(['token token-1', 'expiring', 'token token-2', 'expiring', 'token token-3']);
  });
});

describe('failure', () => {
  it('cools down: calls fail at once with the same error, and it is tried again by itself', async () => {
    bench.endpoint.answers(() => answer(500, 'oops'));
    const { tokens, heard } = bench.open();
    expect(await got(tokens.getToken())).toBe('auth/exchange-failed');
    expect(tokens.status).toBe('failed');
    for (let call = 0; call < 20; call += 1) await tokens.getToken().catch(() => undefined);
    expect(bench.endpoint.requests).toHaveLength(1);
    await bench.pass(5000);
    expect(heard).toEqual([
      'failed auth/exchange-failed 1000',
      'failed auth/exchange-failed 2000',
      'failed auth/exchange-failed 4000',
    ]);
    bench.endpoint.answers(bench.endpoint.success);
    await bench.pass(5000);
    expect(heard.at(-1)).toBe('token token-1');
  });

  it('waits as long as the server says', async () => {
    bench.endpoint.answers(() => answer(429, { error: 'slow_down' }, { 'retry-after': '30' }));
    const { tokens } = bench.open();
    const error = rejectionOf(tokens.getToken());
    await bench.pass(29_000, 500);
    expect(await error).toMatchObject({ code: 'auth/exchange-failed', retryable: true, context: { status: 429 } });
    expect(bench.endpoint.requests).toHaveLength(1);
    await bench.pass(2000);
    expect(bench.endpoint.requests).toHaveLength(2);
  });

  it('ends a request that hangs, for everybody, and drops what comes of it later', async () => {
    let release = (_: Response): void => undefined;
    bench.endpoint.answers(() => new Promise((resolve) => (release = resolve)));
    const { tokens, heard } = bench.open();
    const { outcomes } = outcomesOf([tokens.getToken(), tokens.getToken()]);
    await bench.pass(10_200);
    expect(outcomes).toEqual(['net/timeout', 'net/timeout']);
    release(bench.endpoint.success());
    await bench.settle();
    expect(heard).toEqual(['failed net/timeout 1000']);
  });

  it('ends a source that never answers', async () => {
    const source: TokenSource = { name: 'dead', timeoutMs: 5000, get: () => new Promise(() => undefined) };
    const { tokens } = bench.open({ source });
    const { outcomes } = outcomesOf([tokens.getToken()]);
    await bench.pass(5000);
    expect(outcomes).toEqual(['net/timeout']);
  });

  it('is not tried again by itself where only the agent can help, and is soon when somebody asks', async () => {
    bench.endpoint.answers(() => answer(401, { error: 'login_required' }));
    const { tokens, heard } = bench.open();
    expect(await got(tokens.getToken())).toBe('auth/login-required');
    await bench.pass(120_000, 1000);
    expect(heard).toEqual(['failed auth/login-required']);
    bench.endpoint.answers(bench.endpoint.success);
    expect(await got(tokens.getToken())).toBe('token-1');
  });

  it('of a source that throws anything is typed', async () => {
    const source = (thrown: unknown): TokenSource => ({
      name: 'own',
      get: async () => {
        throw thrown;
      },
    });
    expect(await got(bench.open({ source: source('no') }).tokens.getToken())).toBe('auth/token-rejected');
    expect(await got(bench.open({ source: source(new TypeError()) }).tokens.getToken())).toBe('net/unreachable');
    const given = { name: 'own', get: () => Promise.resolve({ token: 'two words' }) };
    expect(await got(bench.open({ source: given }).tokens.getToken())).toBe('auth/token-malformed');
  });
});

describe('a token that the API refused', () => {
  it('is replaced once for all who were refused it, and named to the server', async () => {
    const { tokens } = bench.open();
    await got(tokens.getToken());
    const { outcomes } = outcomesOf(Array.from({ length: 5 }, () => tokens.getToken({ rejected: 'token-1' })));
    await bench.pass(200);
    expect(outcomes).toEqual(Array(5).fill('token-2'));
    expect(await tokens.getToken({ rejected: 'token-1' })).toBe('token-2');
    expect(bench.endpoint.requests.map(({ body }) => body)).toEqual([{}, { rejected: 'token-1' }]);
  });

  it('is not handed out again when the server gives the same one', async () => {
    bench.endpoint.answers(() => bench.endpoint.success({ access_token: 'the-same' }));
    const { tokens } = bench.open();
    await got(tokens.getToken());
    tokens.invalidate('the-same');
    expect(tokens.status).toBe('none');
    expect(await got(tokens.getToken())).toBe('auth/token-rejected');
  });
});

describe('listeners', () => {
  it('may ask for the token in an event of it', async () => {
    const { tokens } = bench.open();
    const inside: unknown[] = [];
    tokens.on('token', () => void tokens.getToken().then((token) => inside.push(token)));
    tokens.on('failed', () => void tokens.getToken().catch((error: unknown) => inside.push((error as AiccError).code)));
    await got(tokens.getToken());
    expect(inside).toEqual(['token-1']);
    bench.endpoint.answers(() => answer(503, ''));
    expect(await got(tokens.getToken({ rejected: 'token-1' }))).toBe('auth/exchange-failed');
    expect(inside).toEqual(['token-1', 'auth/exchange-failed']);
  });

  it('may dispose of the manager', async () => {
    const { tokens } = bench.open();
    tokens.on('token', () => tokens.dispose());
    expect(await got(tokens.getToken())).toBe('auth/signed-out');
  });
});

describe('the end of a session', () => {
  it.each(['dispose', 'invalidate'] as const)('by %s discards what is on its way', async (end) => {
    let release = (_: Response): void => undefined;
    bench.endpoint.answers(() => new Promise((resolve) => (release = resolve)));
    const { tokens, heard } = bench.open();
    const { outcomes } = outcomesOf([tokens.getToken(), tokens.getToken()]);
    await bench.pass(200);
    tokens[end]();
    await bench.settle();
    expect(outcomes).toEqual(['auth/signed-out', 'auth/signed-out']);
    release(bench.endpoint.success());
    await bench.pass(5000);
    expect(heard).toEqual([]);
    expect(tokens.status).toBe(end === 'dispose' ? 'disposed' : 'none');
  });

  it('begins another one at the next call, which the old one does not disturb', async () => {
    bench.endpoint.answers(never);
    const { tokens } = bench.open();
    const first = outcomesOf([tokens.getToken()]);
    await bench.pass(200);
    tokens.invalidate();
    bench.endpoint.answers(bench.endpoint.success);
    const next = outcomesOf([tokens.getToken()]);
    // What the lock was held for is waited for a moment.
    await bench.pass(1500);
    expect(next.outcomes).toEqual(['token-1']);
    expect(first.outcomes).toEqual(['auth/signed-out']);
  });

  it('leaves no timer, and refuses all calls, after dispose', async () => {
    const { tokens, wake } = bench.open();
    await got(tokens.getToken());
    tokens.dispose();
    tokens.dispose();
    wake(true);
    expect(bench.browser.clock.timers).toBe(0);
    expect((await rejectionOf(tokens.getToken())).code).toBe('auth/signed-out');
    expect(tokens.toJSON()).toMatchObject({ status: 'disposed', expiresAt: undefined });
  });
});

describe('whose token it is', () => {
  it.each([
    ['the reply says so', { user_name: 'agent-371' }, 'token-1'],
    ['the token says so', { user_name: undefined, access_token: makeJwt({ user_name: 'agent-371' }) }, /^eyJ/],
    ['the reply says otherwise', { user_name: 'agent-372' }, 'auth/wrong-user'],
    ['nothing says so', { user_name: undefined }, 'auth/wrong-user'],
  ])('is checked: %s', async (_, reply, outcome) => {
    bench.endpoint.answers(() => bench.endpoint.success(reply));
    const { tokens } = bench.open({ expectedUserName: 'agent-371' });
    expect(await got(tokens.getToken())).toEqual(
      typeof outcome === 'string' ? outcome : expect.stringMatching(outcome),
    );
  });
});

describe('interaction', () => {
  it('is left to a caller: a renewal that nobody waits for asks nobody', async () => {
    const reasons: string[] = [];
    const source: TokenSource = {
      name: 'window',
      async get({ reason, clock }) {
        reasons.push(reason);
        if (reason === 'renewal') throw new AiccError('auth/interaction-required');
        return { token: `token-${reasons.length}`, expiresAt: clock.now() + 300_000 };
      },
    };
    const { tokens, heard } = bench.open({ source });
    expect(await got(tokens.getToken())).toBe('token-1');
    await bench.pass(240_000, 1000);
    expect(heard).toEqual(['token token-1', 'expiring', 'failed auth/interaction-required']);
    expect(await tokens.getToken()).toBe('token-1');
    expect(await got(tokens.getToken({ minValidityMs: 120_000 }))).toBe('token-3');
  });
});

it('shows its token in nothing that is printed or serialized', async () => {
  const { tokens } = bench.open();
  const seen: unknown[] = [];
  tokens.on('token', (event) => seen.push(event));
  tokens.on('failed', (event) => seen.push(event, event.error.cause));
  await got(tokens.getToken());
  bench.endpoint.answers(() => answer(500, { error: 'token-1', error_description: 'token-1' }));
  const error = await rejectionOf(
    (async () => {
      const asked = tokens.getToken({ rejected: 'token-1' });
      asked.catch(() => undefined);
      await bench.pass(200);
      return asked;
    })(),
  );
  seen.push(tokens, error, error.stack, error.toJSON());
  for (const each of seen) {
    expect(JSON.stringify([each])).not.toContain('token-1');
    expect(inspect(each, { depth: 9 })).not.toContain('token-1');
  }
});
