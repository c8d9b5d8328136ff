import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import { dialogflowEventOf, type ClientCredentials, type OutboundRequest } from '../../../../src/server/index.js';
import { rejectionOf } from '../../../support/rejection.js';
import { microtasks } from '../../../support/turns.js';
import { aWebhook, json, type Answer } from './a-webhook.js';

const tokenEndpoint = 'https://id.example.com/token';
const clientSecret = 'se/cret of the client';
const call = { session: { phone_number: '2025550100' } };

/** A webhook that wants the newest token that was issued. */
function aBench(
  credentials: Partial<ClientCredentials> = {},
  { issue = () => json({}), hook }: { issue?: (token: string) => ReturnType<Answer>; hook?: Answer } = {},
) {
  const tokenRequests: OutboundRequest[] = [];
  const answer: Answer = (request) => {
    if (request.url !== tokenEndpoint) {
      if (hook) return hook(request);
      const isRight = request.headers?.authorization === `Bearer token-${tokenRequests.length}`;
      return json({ n: tokenRequests.length }, isRight ? 200 : 401);
    }
    tokenRequests.push(request);
    return issue(`token-${tokenRequests.length}`);
  };
  const oauth = { clientId: 'the client', clientSecret, tokenEndpoint, ...credentials };
  const bench = aWebhook({ oauth, timeoutMs: 10_000 }, answer);
  return { ...bench, tokenRequests, calls: () => bench.requests.filter(({ url }) => url !== tokenEndpoint) };
}

const bearer = (access_token: string, more: object = { expires_in: 600 }) =>
  json({ access_token, token_type: 'Bearer', ...more });

describe('A token by client credentials', () => {
  it('is asked for as OAuth says, with the credentials in the header', async () => {
    const { webhook, tokenRequests } = aBench({ scopes: ['read', 'send'] }, { issue: bearer });
    expect(await webhook(call)).toEqual({ n: 1 });
    const [request] = tokenRequests;
    expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'read send',
    });
    const pair = Buffer.from(request?.headers?.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    expect(pair).toBe('the+client:se%2Fcret+of+the+client');
  });

  it('or in the body', async () => {
    const { webhook, tokenRequests } = aBench({ credentialsIn: 'body' }, { issue: bearer });
    await webhook(call);
    expect(Object.fromEntries(new URLSearchParams(tokenRequests[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'the client',
      client_secret: clientSecret,
    });
    expect(tokenRequests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is kept until shortly before its end', async () => {
    const { webhook, tokenRequests, clock } = aBench({}, { issue: bearer });
    await webhook(call);
    clock.advance(569_000);
    await webhook(call);
    expect(tokenRequests).toHaveLength(1);
    clock.advance(1000);
    await webhook(call);
    expect(tokenRequests).toHaveLength(2);
  });

  it.each([
    [{ expires_in: 10 }, 9000],
    [{ expires_in: '100' }, 90_000],
    [{}, 270_000],
  ])('of a life of %j is used for %i ms', async (more, ms) => {
    const { webhook, tokenRequests, clock } = aBench({}, { issue: (token) => bearer(token, more) });
    await webhook(call);
    clock.advance(ms - 1);
    await webhook(call);
    expect(tokenRequests).toHaveLength(1);
    clock.advance(1);
    await webhook(call);
    expect(tokenRequests).toHaveLength(2);
  });

  it('is asked for once, however many wait', async () => {
    const { webhook, tokenRequests, calls } = aBench({}, { issue: async (token) => bearer(token) });
    await Promise.all(Array.from({ length: 50 }, () => webhook(call)));
    expect(tokenRequests).toHaveLength(1);
    expect(calls()).toHaveLength(50);
  });

  it('that is refused is renewed once, for all who were refused', async () => {
    let revoked = '';
    const bench = aBench(
      {},
      {
        issue: async (token) => bearer(token),
        hook: async ({ headers }) => json({}, headers?.authorization === revoked ? 401 : 200),
      },
    );
    await bench.webhook(call);
    revoked = 'Bearer token-1';
    await Promise.all(Array.from({ length: 20 }, () => bench.webhook(call)));
    expect(bench.tokenRequests).toHaveLength(2);
    expect(bench.calls()).toHaveLength(41);
  });

  it('that is refused again is a refusal', async () => {
    const bench = aBench({}, { issue: bearer, hook: () => json({}, 401) });
    const error = await rejectionOf(bench.webhook(call));
    expect(error).toMatchObject({ code: 'server/webhook-failed', context: { status: 401 } });
    expect(dialogflowEventOf(error)).toBe('webhook.error.rejected');
    expect(bench.calls()).toHaveLength(2);
    expect(bench.tokenRequests).toHaveLength(2);
  });

  it('is not renewed for 403, which it cannot change', async () => {
    const bench = aBench({}, { issue: bearer, hook: () => json({}, 403) });
    await rejectionOf(bench.webhook(call));
    expect(bench.calls()).toHaveLength(1);
  });
});

describe('Where no token can be had', () => {
  it.each<[string, (token: string) => ReturnType<Answer>, object]>([
    [
      'refused',
      () => json({ error: 'invalid_client', error_description: `not ${clientSecret}` }, 401),
      { context: { status: 401, error: 'invalid_client' }, retryable: false },
    ],
    [
      'overloaded',
      () => json({}, 503, { 'retry-after': '3' }),
      { context: { status: 503, retryAfterMs: 3000 }, retryable: true },
    ],
    [
      'unreachable',
      () => Promise.reject(new AiccError('net/unreachable')),
      { context: { reason: 'net/unreachable' }, retryable: true },
    ],
    ['slow', () => Promise.reject(new AiccError('net/timeout')), { context: { reason: 'net/timeout' } }],
    ['no JSON', () => ({ status: 200, headers: {}, body: 'no' }), { context: { reason: 'net/bad-response' } }],
    ['a redirect', () => json({}, 302), { context: { reason: 'net/bad-response' } }],
    [
      'no bearer',
      (access_token) => json({ access_token, token_type: 'mac' }),
      { context: { reason: 'net/bad-response' } },
    ],
    ['no token', () => json({ token_type: 'Bearer' }), { context: { reason: 'net/bad-response' } }],
    ['one that no header can hold', () => bearer('a\r\nb'), { context: { reason: 'net/bad-response' } }],
  ])('(%s) the webhook is not called, and the error says so', async (_, issue, expected) => {
    const bench = aBench({}, { issue });
    const error = await rejectionOf(bench.webhook(call));
    expect(error).toMatchObject({ code: 'auth/exchange-failed', ...expected });
    // It says nothing of whether the webhook can be reached.
    expect(dialogflowEventOf(error)).toBe('webhook.error');
    expect(bench.calls()).toHaveLength(0);
    expect(`${JSON.stringify(error)} ${error.message} ${String(error.cause)}`).not.toContain(clientSecret);
    // The next one asks anew.
    await rejectionOf(bench.webhook(call));
    expect(bench.tokenRequests).toHaveLength(2);
  });

  it('a token endpoint that is not allowed is said by name', async () => {
    const bench = aBench({}, { issue: () => Promise.reject(new AiccError('server/outbound-refused')) });
    expect(await rejectionOf(bench.webhook(call))).toMatchObject({ code: 'server/outbound-refused' });
  });

  it('each who waits has its own time, and may go', async () => {
    const bench = aBench({}, { issue: () => new Promise(() => undefined) });
    const controller = new AbortController();
    const first = rejectionOf(bench.webhook(call));
    const second = rejectionOf(bench.webhook({ ...call, signal: controller.signal }));
    const third = rejectionOf(bench.webhook({ ...call, signal: AbortSignal.abort() }));
    expect(await third).toMatchObject({ code: 'net/aborted' });
    controller.abort();
    expect(await second).toMatchObject({ code: 'net/aborted' });
    await microtasks();
    bench.clock.advance(10_000);
    expect(await first).toMatchObject({ code: 'net/timeout' });
  });

  it('what the token took is gone from the time of the call', async () => {
    const bench = aBench(
      {},
      {
        issue: (token) => {
          bench.clock.advance(4000);
          return bearer(token);
        },
        hook: () => json({}),
      },
    );
    await bench.webhook(call);
    expect(bench.calls()).toMatchObject([{ timeoutMs: 6000 }]);
  });
});
