import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import {
  createGeneratedOtpService,
  dialogflowOtp,
  dialogflowUserDetails,
  memoryOtpStore,
  type DialogflowWebhook,
  type GeneratedOtpOptions,
  type OtpStore,
  type WebhookCall,
} from '../../../../src/server/index.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { errorOf, rejectionOf } from '../../../support/rejection.js';

const key = 'a key of this test, long enough to be one';
const { signal } = new AbortController();

/** A webhook that answers with these parameters, one after the other. */
function answering(...replies: readonly unknown[]) {
  const calls: WebhookCall[] = [];
  const webhook: DialogflowWebhook = async (call) => {
    const reply = replies[Math.min(calls.length, replies.length - 1)];
    calls.push(call);
    if (reply instanceof Error) throw reply;
    return reply as Record<string, unknown>;
  };
  return { webhook, calls };
}

describe('User details over a webhook', () => {
  const ask = { phone_number: '2025550100', e164: '+12025550100' };
  const details = (reply: unknown) =>
    dialogflowUserDetails({ webhook: answering(reply).webhook, key })(ask, { signal });

  it('are asked for by the documented name, and read by the documented names', async () => {
    const { webhook, calls } = answering({
      email: 'john@example.com',
      user_first_name: 'John',
      all_recent_order_id: ['O-2', 'O-1'],
      more: 1,
    });
    expect(await dialogflowUserDetails({ webhook, key })(ask, { signal })).toEqual({
      key: expect.stringMatching(/^[\w-]{16}$/) as unknown,
      email: 'john@example.com',
      firstName: 'John',
      recentOrderIds: ['O-2', 'O-1'],
    });
    expect(calls).toEqual([{ session: { phone_number: '2025550100' }, signal }]);
  });

  it('name the account by its number, so that nobody can read the number out of it', async () => {
    const [first, again] = [await details({ email: 'a@b.example' }), await details({ email: 'c@d.example' })];
    expect(first?.key).toBe(again?.key);
    expect(first?.key).not.toContain('5550100');
    const other = dialogflowUserDetails({ webhook: answering({ email: 'a@b.example' }).webhook, key: `${key}!` });
    expect((await other(ask, { signal }))?.key).not.toBe(first?.key);
  });

  it.each([
    {},
    { email: null, user_first_name: null, all_recent_order_id: null },
    { email: '', user_first_name: '' },
    { email: 'a@b.example', user_found: false },
  ])('%j are nobody’s', async (reply) => {
    expect(await details(reply)).toBeUndefined();
  });

  it.each([
    { all_recent_order_id: [] },
    { user_first_name: 'Kim' },
    { email: 'kim@example.com', all_recent_order_id: null },
    { user_found: true },
  ])('%j are somebody’s', async (reply) => {
    expect(await details(reply)).toMatchObject({
      recentOrderIds: (reply as { all_recent_order_id?: [] }).all_recent_order_id ?? null,
    });
  });

  it.each([
    { email: 7 },
    { email: 'nobody' },
    { email: 'a b@example.com' },
    { email: ['a@b.example'] },
    { user_first_name: { text: 'x' } },
    { user_first_name: 'x'.repeat(257) },
    { all_recent_order_id: 'O-1' },
    { all_recent_order_id: [1] },
    { user_found: 'true' },
  ])('%j are malformed', async (reply) => {
    const error = await rejectionOf(details({ ...reply, secret: 'synthetic-4711' }));
    expect(error.code).toBe('net/bad-response');
    expect(error.message).toContain(Object.keys(reply)[0]);
    expect(error.message).not.toContain('4711');
  });

  it('of any form are an account, nobody or a typed error', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('a@b.example', 'x', null, [], ['O-1'], true));
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          { email: value, user_first_name: value, all_recent_order_id: value, user_found: value },
          { requiredKeys: [] },
        ),
        async (reply) => {
          const account = await details(reply).catch((error: unknown) => {
            expect(error).toMatchObject({ name: 'AiccError', code: 'net/bad-response' });
          });
          if (account) expect(account).toMatchObject({ key: expect.any(String) as unknown });
        },
      ),
    );
  });

  it('pass on what the webhook fails at', async () => {
    expect(await rejectionOf(details(new AiccError('net/unreachable')))).toMatchObject({ code: 'net/unreachable' });
  });

  it('need a key that is one', () => {
    expect(errorOf(() => dialogflowUserDetails({ webhook: answering({}).webhook, key: 'short' })).code).toBe(
      'config/invalid-option',
    );
  });
});

describe('A code that a webhook made', () => {
  const request = {
    account: 'C-1001',
    channel: 'phone',
    destination: '+12025550100',
    language: 'en',
    nationalNumber: '2025550100',
  } as const;

  function aService(replies: readonly unknown[], more: Partial<GeneratedOtpOptions> = {}) {
    const { webhook, calls } = answering(...replies);
    const logged: string[] = [];
    const log = (...words: unknown[]): void => void logged.push(JSON.stringify(words));
    const clock = createFakeClock();
    const seen: string[] = [];
    const inner = memoryOtpStore({ clock });
    /** A store that tells everything that it was given. */
    const store = Object.fromEntries(
      Object.entries(inner).map(([name, method]: [string, (...given: unknown[]) => unknown]) => [
        name,
        (...given: unknown[]) => {
          seen.push(JSON.stringify([name, given]));
          return method(...given);
        },
      ]),
    ) as unknown as OtpStore;
    const otp = createGeneratedOtpService({
      dangerouslyAcceptGeneratedOtp: true,
      key,
      sendOtp: webhook,
      store,
      clock,
      logger: { debug: log, info: log, warn: log, error: log },
      ...more,
    });
    return { otp, calls, logged, seen, clock };
  }

  it('is asked for by the documented names, and checked like one of ours', async () => {
    const { otp, calls } = aService([{ generated_otp: '012345' }]);
    const sent = await otp.send(request);
    expect(calls).toEqual([
      { session: { phone_number: '2025550100' }, flow: { channel: 'phone' }, languageCode: 'en' },
    ]);
    if (sent.status !== 'sent') throw new Error(sent.status);
    const { challengeId } = sent;
    expect(await otp.verify({ challengeId, code: '12345' })).toEqual({ status: 'wrong', triesLeft: 2 });
    expect(await otp.verify({ challengeId, code: '012345' })).toEqual({ status: 'right' });
    expect(await otp.verify({ challengeId, code: '012345' })).toEqual({ status: 'used-up' });
  });

  it('is in no store, log or result', async () => {
    const { otp, logged, seen } = aService([{ generated_otp: '739146' }]);
    const sent = await otp.send(request);
    const answer = sent.status === 'sent' ? await otp.verify({ challengeId: sent.challengeId, code: '739146' }) : sent;
    expect(answer).toEqual({ status: 'right' });
    expect(seen.length).toBeGreaterThan(2);
    expect(logged.length).toBeGreaterThan(0);
    expect(`${JSON.stringify([sent, answer])} ${logged.join()} ${seen.join()}`).not.toContain('739146');
  });

  it('is replaced by the next one, with the limits of all codes', async () => {
    const { otp, clock, calls } = aService([{ generated_otp: '111111' }, { generated_otp: '222222' }]);
    const first = await otp.send(request);
    if (first.status !== 'sent') throw new Error(first.status);
    expect(await otp.send({ ...request, replaces: first.challengeId })).toMatchObject({ status: 'wait' });
    clock.advance(30_000);
    const second = await otp.send({ ...request, replaces: first.challengeId });
    if (second.status !== 'sent') throw new Error(second.status);
    expect(await otp.verify({ challengeId: first.challengeId, code: '111111' })).toEqual({ status: 'used-up' });
    expect(await otp.verify({ challengeId: second.challengeId, code: '222222' })).toEqual({ status: 'right' });
    for (let more = 0; more < 3; more += 1) await otp.send(request);
    expect(await otp.send(request)).toMatchObject({ status: 'rate-limited' });
    // What is refused here never reaches the webhook.
    expect(calls).toHaveLength(5);
  });

  it.each([
    {},
    { generated_otp: null },
    { generated_otp: 123457 },
    { generated_otp: '12345' },
    { generated_otp: '123456789' },
    { generated_otp: '12345a' },
    { generated_otp: ' 123457' },
    { generated_otp: ['123457'] },
  ])('is none as %j, and opens nothing', async (reply) => {
    const { otp, seen } = aService([reply]);
    const error = await rejectionOf(otp.send(request));
    expect(error.code).toBe('net/bad-response');
    expect(JSON.stringify(error)).not.toMatch(/\d{5}/);
    expect(seen.some((each) => each.startsWith('["open"'))).toBe(false);
  });

  it('passes on what the webhook fails at', async () => {
    const { otp } = aService([new AiccError('net/unreachable')]);
    expect(await rejectionOf(otp.send(request))).toMatchObject({ code: 'net/unreachable' });
  });

  it('needs the number that the webhook knows the account by', async () => {
    const { nationalNumber: _number, ...without } = request;
    expect(await rejectionOf(aService([{}]).otp.send(without))).toMatchObject({ code: 'config/invalid-option' });
  });

  it.each([undefined, false, 'true', 1])('needs the option by its name: %j', (dangerously) => {
    const more = { dangerouslyAcceptGeneratedOtp: dangerously as unknown as true };
    expect(errorOf(() => aService([{}], more)).code).toBe('config/invalid-option');
  });
});

describe('A code of another server', () => {
  const request = {
    account: 'C-1001',
    channel: 'email',
    destination: 'kim@example.com',
    language: 'en',
    nationalNumber: '2025550100',
  } as const;
  const check = { challengeId: 'c-1', code: '123457', nationalNumber: '2025550100' };
  const port = (reply: unknown) => {
    const send = answering(reply);
    const clock = createFakeClock(1000);
    return { ...send, otp: dialogflowOtp({ sendOtp: send.webhook, verifyOtp: send.webhook, clock }) };
  };
  const sent = { otp_status: 'sent', otp_challenge_id: 'c-1', otp_expires_in_ms: 300_000, otp_resend_after_ms: 30_000 };

  it('is sent there', async () => {
    const { otp, calls } = port(sent);
    expect(await otp.send(request)).toEqual({
      status: 'sent',
      challengeId: 'c-1',
      expiresAt: 301_000,
      resendAfterMs: 30_000,
    });
    await otp.send({ ...request, replaces: 'c-1' });
    expect(calls).toEqual([
      {
        session: { phone_number: '2025550100', otp_challenge_id: null },
        flow: { channel: 'email' },
        languageCode: 'en',
      },
      {
        session: { phone_number: '2025550100', otp_challenge_id: 'c-1' },
        flow: { channel: 'email' },
        languageCode: 'en',
      },
    ]);
  });

  it.each(['wait', 'rate-limited', 'locked'])('is not sent: %s', async (status) => {
    const { otp } = port({ otp_status: status, otp_retry_after_ms: 500 });
    expect(await otp.send(request)).toEqual({ status, retryAfterMs: 500 });
  });

  it.each(['no-account', 'no-channel'])('cannot be sent: %s', async (status) => {
    expect(await rejectionOf(port({ otp_status: status }).otp.send(request))).toMatchObject({
      code: 'server/webhook-failed',
    });
  });

  it('is checked there', async () => {
    const { otp, calls } = port({ otp_status: 'right' });
    expect(await otp.verify(check)).toEqual({ status: 'right' });
    expect(calls).toEqual([{ session: { phone_number: '2025550100', otp_challenge_id: 'c-1', otp: '123457' } }]);
    await otp.cancel('c-1');
    expect(calls).toHaveLength(1);
  });

  it.each([
    [
      { otp_status: 'wrong', otp_tries_left: 2 },
      { status: 'wrong', triesLeft: 2 },
    ],
    [{ otp_status: 'used-up' }, { status: 'used-up' }],
    [{ otp_status: 'expired' }, { status: 'expired' }],
    [
      { otp_status: 'locked', otp_retry_after_ms: 9 },
      { status: 'locked', retryAfterMs: 9 },
    ],
  ])('%j is an answer', async (reply, answer) => {
    expect(await port(reply).otp.verify(check)).toEqual(answer);
  });

  it('is right only where the answer says exactly that', async () => {
    const loose = fc.oneof(fc.jsonValue(), fc.constantFrom('right', 'RIGHT', 'wrong', 'sent', true, 1, ['right']));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('otp_status', 'status', 'auth_level', 'otp_tries_left', '__proto__'), loose),
        async (reply) => {
          const answer = await port(reply)
            .otp.verify(check)
            .catch((error: unknown) => {
              expect(error).toMatchObject({ name: 'AiccError', code: 'net/bad-response' });
              return undefined;
            });
          const isRight = Object.hasOwn(reply, 'otp_status') && reply.otp_status === 'right';
          expect(answer?.status === 'right').toBe(isRight);
        },
      ),
    );
  });

  it.each([
    { ...sent, otp_challenge_id: '' },
    { ...sent, otp_challenge_id: 'a b' },
    { ...sent, otp_expires_in_ms: 600_001 },
    { ...sent, otp_expires_in_ms: -1 },
    { ...sent, otp_resend_after_ms: '30' },
    { otp_status: 'locked' },
    { otp_status: 'right' },
    {},
  ])('%j is no answer to a wish for a code', async (reply) => {
    expect(await rejectionOf(port(reply).otp.send(request))).toMatchObject({ code: 'net/bad-response' });
  });

  it('needs the number that the webhook knows the account by', async () => {
    const { nationalNumber: _number, ...without } = request;
    expect(await rejectionOf(port(sent).otp.send(without))).toMatchObject({ code: 'config/invalid-option' });
    const { nationalNumber: _other, ...unnamed } = check;
    expect(await rejectionOf(port(sent).otp.verify(unnamed))).toMatchObject({ code: 'config/invalid-option' });
  });
});
