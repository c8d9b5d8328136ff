import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import {
  createDialogflowWebhook,
  createOtpService,
  sharedHeader,
  type DialogflowWebhookServerOptions,
  type OtpMessage,
} from '../../../../src/server/index.js';
import { northAmerica } from '../../../../src/verification/phone-number.js';
import type { RetailAccount } from '../../../../src/verification/retail/state.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { errorOf } from '../../../support/rejection.js';
import { microtasks } from '../../../support/turns.js';

const secret = 'a secret of sixteen or more';
const john: RetailAccount = {
  key: 'account-7',
  email: 'john@example.com',
  firstName: 'John',
  recentOrderIds: ['O-2', 'O-1'],
};
const ann: RetailAccount = { key: 'account-8', phone: null };
const accounts: Record<string, RetailAccount> = { '2025550100': john, '2025550101': ann };

interface Reply {
  readonly status: number;
  readonly body: { readonly sessionInfo?: { readonly parameters: Record<string, unknown> }; readonly error?: object };
  readonly text: string;
}

function aWebhook(options: Partial<DialogflowWebhookServerOptions> = {}) {
  const clock = createFakeClock();
  const messages: OtpMessage[] = [];
  const logged: string[] = [];
  const log = (...words: unknown[]): void => void logged.push(JSON.stringify(words));
  const verifyUserDetails = vi.fn(async ({ phone_number }: { phone_number: string }) => accounts[phone_number]);
  const handler = createDialogflowWebhook({
    authenticateCaller: sharedHeader({ secrets: { agent: secret } }),
    numberPlans: [northAmerica],
    verifyUserDetails,
    otp: createOtpService({
      key: 'a key of this test, long enough to be one',
      clock,
      deliver: async (message) => void messages.push(message),
    }),
    clock,
    logger: { debug: log, info: log, warn: log, error: log },
    ...options,
  });
  const post = async (message: unknown, headers: Record<string, string> = { 'x-api-key': secret }): Promise<Reply> => {
    const response = await handler(
      new Request('https://bank.example.com/dialogflow', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof message === 'string' ? message : JSON.stringify(message),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) as Reply['body'], text };
  };
  return {
    ...{ clock, messages, logged, verifyUserDetails, post },
    /** What the session is told. */
    async ask(tag: string, parameters: Record<string, unknown>, more: object = {}) {
      const { status, body } = await post({ fulfillmentInfo: { tag }, sessionInfo: { parameters }, ...more });
      expect(status).toBe(200);
      return body.sessionInfo?.parameters ?? {};
    },
  };
}

const phone_number = '2025550100';

describe('Asked for user details', () => {
  it('a webhook answers with the documented parameters', async () => {
    const { ask, verifyUserDetails } = aWebhook();
    expect(await ask('verifyUser', { phone_number: '+1 (202) 555-0100' })).toEqual({
      user_found: true,
      phone_number,
      email: 'john@example.com',
      user_first_name: 'John',
      all_recent_order_id: ['O-2', 'O-1'],
    });
    expect(verifyUserDetails).toHaveBeenCalledWith(
      { phone_number, e164: '+12025550100' },
      { signal: expect.any(AbortSignal) as unknown },
    );
  });

  it.each(['2025550199', '911', 'me'])('it clears what another number left, for %s', async (unknown) => {
    expect(await aWebhook().ask('verifyUser', { phone_number: unknown, email: 'old@example.com' })).toEqual({
      user_found: false,
      email: null,
      user_first_name: null,
      all_recent_order_id: null,
    });
  });

  it('it takes the number that the gateway signalled where the session has none', async () => {
    const payload = { telephony: { caller_id: '+12025550101' } };
    const { ask } = aWebhook();
    expect(await ask('verifyUser', {}, { payload })).toMatchObject({ user_found: true, phone_number: '2025550101' });
    expect(await ask('verifyUser', { phone_number }, { payload })).toMatchObject({ phone_number });
  });

  it('it knows the documented tags, or those that are configured', async () => {
    const documented = 'prebuilt_components_retail_authentication:verify_user_details';
    expect(await aWebhook().ask(documented, { phone_number })).toMatchObject({ user_found: true });
    const own = aWebhook({ tags: { verifyUserDetails: ['who', 'whoElse'] } });
    expect(await own.ask('whoElse', { phone_number })).toMatchObject({ user_found: true });
    const { status } = await own.post({
      fulfillmentInfo: { tag: documented },
      sessionInfo: { parameters: { phone_number } },
    });
    expect(status).toBe(400);
  });
});

describe('Asked to send a code', () => {
  it('it sends one to what is registered, and answers with what tells nothing of it', async () => {
    const { ask, messages, logged } = aWebhook();
    const reply = await ask('sendOTP', { phone_number, channel: 'email' }, { languageCode: 'zh-CN' });
    expect(messages).toMatchObject([{ channel: 'email', destination: 'john@example.com', language: 'zh-CN' }]);
    expect(reply).toEqual({
      otp_status: 'sent',
      otp_challenge_id: expect.any(String) as unknown,
      otp_destination: '***@example.com',
      otp_expires_in_ms: 300_000,
      otp_resend_after_ms: 30_000,
    });
    expect(JSON.stringify(reply) + logged.join()).not.toContain(messages[0]!.code);
    expect(logged.join()).not.toMatch(/2025550100|john@/);
  });

  it('it sends to the number that the account was found by where it has no other', async () => {
    const { ask, messages } = aWebhook();
    expect(await ask('sendOTP', { phone_number, channel: 'phone' })).toMatchObject({ otp_destination: '+*******0100' });
    expect(messages[0]!.destination).toBe('+12025550100');
  });

  it('never to what the session says', async () => {
    const { ask, messages } = aWebhook();
    await ask('sendOTP', { phone_number, channel: 'email', email: 'thief@example.net', destination: '+12025550177' });
    expect(messages.map(({ destination }) => destination)).toEqual(['john@example.com']);
  });

  it.each([
    ['2025550101', 'phone', 'no-channel'],
    ['2025550101', 'email', 'no-channel'],
    ['2025550199', 'phone', 'no-account'],
  ])('it says why it cannot: %s by %s is %s', async (number, channel, otp_status) => {
    expect(await aWebhook().ask('sendOTP', { phone_number: number, channel })).toEqual({ otp_status });
  });

  it('it replaces the code that the session names, not before its time', async () => {
    const { ask, clock, messages } = aWebhook();
    const { otp_challenge_id } = await ask('sendOTP', { phone_number, channel: 'phone' });
    const again = { phone_number, channel: 'phone', otp_challenge_id };
    expect(await ask('sendOTP', again)).toMatchObject({ otp_status: 'wait', otp_retry_after_ms: 30_000 });
    clock.advance(30_000);
    expect(await ask('sendOTP', again)).toMatchObject({ otp_status: 'sent' });
    const old = { phone_number, otp_challenge_id, otp: messages[0]!.code };
    expect(await ask('verifyOTP', old)).toMatchObject({ otp_status: 'used-up' });
  });
});

describe('Asked to check a code', () => {
  async function sent(options: Partial<DialogflowWebhookServerOptions> = {}) {
    const bench = aWebhook(options);
    const { otp_challenge_id } = await bench.ask('sendOTP', { phone_number, channel: 'phone' });
    const { code } = bench.messages[0]!;
    return { ...bench, code, session: { phone_number, otp_challenge_id } };
  }

  it('it raises the level for the right one, once', async () => {
    const { ask, session, code, logged } = await sent();
    const spoken = `${code.slice(0, 3)} ${code.slice(3)}`;
    expect(await ask('verifyOTP', { ...session, otp: spoken, transfer_reason: 'agent' })).toEqual({
      otp_status: 'right',
      otp: null,
      otp_challenge_id: null,
      auth_level: 1,
      auth_phone_number: phone_number,
      transfer_reason: null,
    });
    expect(await ask('verifyOTP', { ...session, otp: code })).toEqual({
      otp_status: 'used-up',
      otp: null,
      otp_challenge_id: null,
    });
    expect(logged.join()).not.toContain(code);
  });

  it('it counts wrong ones, and locks', async () => {
    const { ask, session, code } = await sent();
    for (const otp_tries_left of [2, 1, 0]) {
      expect(await ask('verifyOTP', { ...session, otp: 'x' })).toEqual({
        otp_status: 'wrong',
        otp: null,
        otp_tries_left,
      });
    }
    const locked = await ask('verifyOTP', { ...session, otp: code });
    expect(locked).toEqual({ otp_status: 'locked', otp: null, otp_retry_after_ms: 30_000 });
  });

  it('it says when the time of a code is over', async () => {
    const { ask, session, code, clock } = await sent();
    clock.advance(300_000);
    expect(await ask('verifyOTP', { ...session, otp: code })).toMatchObject({ otp_status: 'expired' });
  });

  it('a code for one account proves nothing of another', async () => {
    const { ask, session, code } = await sent();
    for (const other of ['2025550101', '2025550199']) {
      const reply = await ask('verifyOTP', { ...session, phone_number: other, otp: code });
      expect(reply).toEqual({ otp_status: 'used-up', otp: null, otp_challenge_id: null });
    }
    expect(await ask('verifyOTP', { ...session, otp: code })).toMatchObject({ auth_level: 1 });
  });

  it('and what it proved is taken back when the session turns to another account', async () => {
    const { ask, session, code } = await sent();
    const proven = await ask('verifyOTP', { ...session, otp: code });
    expect(await ask('verifyUser', { ...proven, phone_number })).not.toHaveProperty('auth_level');
    for (const other of ['2025550101', '2025550199']) {
      const reply = await ask('verifyUser', { ...proven, phone_number: other });
      expect(reply).toMatchObject({ auth_level: null, auth_phone_number: null });
    }
  });
});

describe('A request that comes again', () => {
  const more = { detectIntentResponseId: 'r-1' };

  it('sends no second code, and uses none up', async () => {
    const { ask, messages, clock } = aWebhook();
    const [first, second] = await Promise.all([
      ask('sendOTP', { phone_number, channel: 'phone' }, more),
      ask('sendOTP', { phone_number, channel: 'phone' }, more),
    ]);
    expect(second).toEqual(first);
    expect(messages).toHaveLength(1);
    const session = { phone_number, otp_challenge_id: first.otp_challenge_id, otp: messages[0]!.code };
    expect(await ask('verifyOTP', session, more)).toMatchObject({ otp_status: 'right' });
    clock.advance(59_000);
    expect(await ask('verifyOTP', session, more)).toMatchObject({ otp_status: 'right', auth_level: 1 });
    clock.advance(2000);
    expect(await ask('verifyOTP', session, more)).toMatchObject({ otp_status: 'used-up' });
  });

  it('is another one with another id, another wish or from another caller', async () => {
    const authenticateCaller = sharedHeader({ secrets: { agent: secret, other: 'another secret of sixteen' } });
    const { ask, post, messages } = aWebhook({ authenticateCaller });
    const parameters = { phone_number, channel: 'phone' };
    await ask('sendOTP', parameters, more);
    await ask('sendOTP', parameters, { detectIntentResponseId: 'r-2' });
    await ask('sendOTP', { phone_number, channel: 'email' }, more);
    const message = { fulfillmentInfo: { tag: 'sendOTP' }, sessionInfo: { parameters }, ...more };
    await post(message, { 'x-api-key': 'another secret of sixteen' });
    expect(messages).toHaveLength(4);
  });

  it('is tried anew when the first one failed', async () => {
    const verifyUserDetails = vi.fn(async () => john).mockRejectedValueOnce(new AiccError('net/unreachable'));
    const { post, messages } = aWebhook({ verifyUserDetails });
    const message = {
      fulfillmentInfo: { tag: 'sendOTP' },
      sessionInfo: { parameters: { phone_number, channel: 'phone' } },
      ...more,
    };
    expect((await post(message)).status).toBe(503);
    expect((await post(message)).status).toBe(200);
    expect(messages).toHaveLength(1);
  });
});

describe('What fails', () => {
  it.each([
    [new AiccError('net/unreachable'), 503],
    [new AiccError('server/store-unavailable'), 503],
    [new AiccError('net/timeout'), 504],
    [new AiccError('net/bad-response'), 502],
    [new AiccError('server/webhook-failed'), 502],
    [new Error('the password is 4711'), 500],
  ])('%s is a status that Dialogflow makes an event of', async (failure, status) => {
    const { post, logged } = aWebhook({ verifyUserDetails: () => Promise.reject(failure) });
    const reply = await post({ fulfillmentInfo: { tag: 'verifyUser' }, sessionInfo: { parameters: { phone_number } } });
    expect(reply.status).toBe(status);
    expect(reply.text + logged.join()).not.toContain('4711');
  });

  it('is the time, too, and the work is told', async () => {
    let signal: AbortSignal | undefined;
    const { post, clock } = aWebhook({
      verifyUserDetails: (_, options) => {
        ({ signal } = options);
        return new Promise(() => undefined);
      },
    });
    const reply = post({ fulfillmentInfo: { tag: 'verifyUser' }, sessionInfo: { parameters: { phone_number } } });
    for (let turn = 0; turn < 20 && !signal; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await microtasks();
    clock.advance(10_000);
    expect((await reply).status).toBe(504);
    expect(signal?.aborted).toBe(true);
  });

  it('is a caller who proves nothing, before the body is looked at', async () => {
    const { post, verifyUserDetails } = aWebhook();
    expect((await post('{', {})).status).toBe(401);
    expect((await post('{', { 'x-api-key': 'wrong' })).status).toBe(401);
    expect(verifyUserDetails).not.toHaveBeenCalled();
  });

  const info = { fulfillmentInfo: { tag: 'verifyUser' } };
  it.each<[unknown]>([
    ['{'],
    ['[]'],
    ['null'],
    [{}],
    [{ fulfillmentInfo: {} }],
    [{ fulfillmentInfo: { tag: '' } }],
    [{ fulfillmentInfo: { tag: 7 } }],
    [{ fulfillmentInfo: { tag: 'other' } }],
    [info],
    [{ ...info, sessionInfo: [] }],
    [{ ...info, sessionInfo: { parameters: 'x' } }],
    [{ ...info, sessionInfo: { parameters: { phone_number: 2025550100 } } }],
    [{ ...info, sessionInfo: { parameters: { phone_number: '' } } }],
    [{ ...info, languageCode: 7, sessionInfo: { parameters: { phone_number } } }],
    [{ ...info, detectIntentResponseId: {}, sessionInfo: { parameters: { phone_number } } }],
    [{ fulfillmentInfo: { tag: 'sendOTP' }, sessionInfo: { parameters: { phone_number } } }],
    [{ fulfillmentInfo: { tag: 'sendOTP' }, sessionInfo: { parameters: { phone_number, channel: 'pigeon' } } }],
    [{ fulfillmentInfo: { tag: 'verifyOTP' }, sessionInfo: { parameters: { phone_number, otp: '123457' } } }],
    [{ fulfillmentInfo: { tag: 'verifyOTP' }, sessionInfo: { parameters: { phone_number, otp_challenge_id: 'x' } } }],
    [
      {
        fulfillmentInfo: { tag: 'verifyOTP' },
        sessionInfo: { parameters: { phone_number, otp: 1, otp_challenge_id: 'x' } },
      },
    ],
  ])('is the form: %j is 400', async (message) => {
    const { status, text } = await aWebhook().post(message);
    expect(status).toBe(400);
    expect(text).toContain('server/bad-request');
  });

  it('names in snake case, null fields and unknown ones are in form', async () => {
    const message = {
      detect_intent_response_id: 'r-1',
      language_code: null,
      fulfillment_info: { tag: 'verifyUser' },
      session_info: { session: 'projects/p/sessions/s', parameters: null },
      payload: { telephony: { caller_id: '+12025550100' } },
      text: 'hello',
      pageInfo: { displayName: 'x' },
    };
    const { status, body } = await aWebhook().post(message);
    expect(status).toBe(200);
    expect(body.sessionInfo?.parameters).toMatchObject({ user_found: true });
  });

  it('is not what is nested deep where nobody looks', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const rest = '"fulfillmentInfo":{"tag":"verifyUser"},"sessionInfo":{"parameters":{"phone_number":"2025550100"}}';
    const { post } = aWebhook();
    expect((await post(`{"payload":${deep},"detectIntentResponseId":"r-1",${rest}}`)).status).toBe(200);
  });

  it('never is an answer that is not JSON, or one that unlocks', async () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('verifyOTP', 'sendOTP', 'verifyUser', phone_number, 'phone'),
    );
    const { post } = aWebhook();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          value,
          fc.record({
            fulfillmentInfo: fc.record({ tag: value }),
            sessionInfo: fc.record({
              parameters: fc.dictionary(
                fc.constantFrom('phone_number', 'channel', 'otp', 'otp_challenge_id', 'auth_level', '__proto__'),
                value,
              ),
            }),
          }),
        ),
        async (message) => {
          const { status, body } = await post(message);
          expect([200, 400]).toContain(status);
          expect(body.sessionInfo?.parameters.auth_level ?? null).toBeNull();
        },
      ),
    );
  });
});

it.each([
  { numberPlans: [] },
  { timeoutMs: 0 },
  { timeoutMs: 60_001 },
  { tags: { sendOtp: '' } },
  { tags: { sendOtp: 'verifyUser' } },
  { authenticateCaller: undefined as never },
])('A webhook is refused when it is made: %j', (options) => {
  expect(errorOf(() => aWebhook(options)).code).toBe('config/invalid-option');
});
