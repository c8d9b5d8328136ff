import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import { chinese } from '../../../../src/verification/language/chinese.js';
import { retailAuthenticationFlow } from '../../../../src/verification/flow/retail-flow.js';
import { northAmerica } from '../../../../src/verification/phone-number.js';
import { createMemoryOtp } from '../../../support/memory-otp.js';
import { rejectionOf } from '../../../support/rejection.js';
import { elsewhere, john } from '../retail/a-run.js';
import { aRetailFlow } from './a-retail-flow.js';

describe('the retail authentication as a flow', () => {
  it('reaches level 1 by speech', async () => {
    const flow = await aRetailFlow();
    await flow.say('no', 'by phone', 'yes');
    expect(flow.otp.destinations).toEqual(['+12025550000']);
    await flow.say(flow.otp.codes[0]!.replace(/^.../, '$& '));
    expect(flow.outcome).toEqual({ result: 1, level: 1 });
    expect(flow.caller.heard.at(-1)).toBe('Thank you, John. We have identified you.');
    expect(flow.outputs).toMatchObject([{ auth_level: 1, email: 'john@example.com', phone_number: '2025550000' }]);
    expect(flow.clock.timers).toBe(0);
  });

  it('reaches level 1 by keys, one by one or at a pause', async () => {
    const flow = await aRetailFlow({}, { ani: { number: elsewhere } });
    await flow.press('2025550000#');
    await flow.press('2');
    await flow.pass(4000);
    await flow.press('1#');
    expect(flow.otp.destinations).toEqual(['john@example.com']);
    for (const digit of flow.otp.codes[0]!) await flow.press(digit);
    await flow.pass(3999);
    expect(flow.outcome).toBeUndefined();
    await flow.pass(1);
    expect(flow.outcome).toEqual({ result: 1, level: 1 });
    expect(flow.lookups).toEqual(['2025550199', '2025550000']);
  });

  it('speaks the language of the customer', async () => {
    const flow = await aRetailFlow({ languageFor: () => chinese });
    await flow.say('否', '手机', '是的');
    expect(flow.caller.heard.at(-1)).toContain('0000');
  });

  it('says where it is, masked, and never what was said', async () => {
    const flow = await aRetailFlow({}, { ani: { number: '+12025550000', attestation: 'A' } });
    await flow.say('no', 'email', 'yes', '000000');
    await flow.say(flow.otp.codes[0]!);
    expect(flow.steps).toEqual([
      ['lookup', { outcome: 'start', attestation: 'A' }],
      ['confirm-profile', { outcome: 'account', customerKey: 'account-7' }],
      ['choose-channel', { outcome: 'no', level: 0, customerKey: 'account-7' }],
      ['confirm-channel', { outcome: 'channel', level: 0, customerKey: 'account-7' }],
      ['sending', sentBy('yes')],
      ['await-code', sentBy('sent')],
      ['await-code', sentBy('digits')],
      ['await-code', sentBy('code-wrong')],
      ['await-code', sentBy('digits')],
      ['succeeded', { outcome: 'code-right', level: 1, customerKey: 'account-7' }],
    ]);
    function sentBy(outcome: string) {
      return { outcome, level: 0, channel: 'email', destination: '***@example.com', customerKey: 'account-7' };
    }
  });

  it('counts silence in time, and three of them as the end', async () => {
    const flow = await aRetailFlow({ silenceMs: 5000 });
    await flow.pass(5000);
    await flow.pass(5000);
    await flow.pass(4999);
    expect(flow.outcome).toBeUndefined();
    await flow.pass(1);
    expect(flow.outcome).toEqual({ result: 2, failureReason: 'max_no_input' });
  });

  it('ends with the life of the code', async () => {
    const flow = await aRetailFlow({ silenceMs: 400_000 });
    await flow.say('no', 'phone', 'yes');
    await flow.pass(299_999);
    expect(flow.outcome).toBeUndefined();
    await flow.pass(1);
    expect(flow.outcome).toMatchObject({ result: 2, failureReason: 'otp_expired' });
  });

  it('says how long to wait, then sends on the other channel', async () => {
    const flow = await aRetailFlow();
    await flow.say('no', 'phone', 'yes', 'I did not get it', 'yes');
    expect(flow.caller.heard.at(-1)).toContain('30 seconds');
    await flow.pass(9000);
    await flow.say('hm');
    await flow.pass(9000);
    await flow.say('hm');
    await flow.pass(9000);
    await flow.say('yes');
    await flow.pass(3000);
    await flow.say('yes');
    expect(flow.otp.destinations).toEqual(['+12025550000', 'john@example.com']);
    await flow.say(flow.otp.codes[0]!);
    await flow.say(flow.otp.codes[1]!);
    expect(flow.outcome).toEqual({ result: 1, level: 1 });
  });

  it.each([
    [new AiccError('net/unreachable', 'x'), 'webhook_not_found'],
    [new AiccError('net/timeout', 'x'), 'webhook_error'],
    [new Error('anything'), 'webhook_error'],
    [new AiccError('server/store-unavailable', 'x'), 'store_error'],
  ])('is abnormal when the look-up fails with %s', async (error, failureReason) => {
    const flow = await aRetailFlow({ verifyUserDetails: () => Promise.reject(error) });
    expect(flow.outcome).toEqual({ result: 3, failureReason });
  });

  it('tells the sender of codes whose they are, and by which number they were found', async () => {
    const asked: unknown[] = [];
    const flow = await aRetailFlow({
      otp: {
        send: async (request) => {
          asked.push(request);
          return { status: 'sent', challengeId: 'c-1', expiresAt: Number.MAX_SAFE_INTEGER, resendAfterMs: 30_000 };
        },
        verify: async (request) => {
          asked.push(request);
          return { status: 'right' };
        },
        cancel: async () => undefined,
      },
    });
    await flow.say('no', 'email', 'yes', '123457');
    expect(flow.outcome).toMatchObject({ result: 1 });
    expect(asked).toEqual([
      {
        ...{ account: john.key, channel: 'email', destination: john.email, language: 'en' },
        nationalNumber: '2025550000',
      },
      { challengeId: 'c-1', code: '123457', account: john.key, nationalNumber: '2025550000' },
    ]);
  });

  it('is abnormal when the store goes while a code is sent or checked, and never a success', async () => {
    const down = new AiccError('server/store-unavailable', 'x');
    const sending = await aRetailFlow();
    await sending.say('no', 'phone');
    sending.otp.fail(down);
    await sending.say('yes');
    expect(sending.outcome).toMatchObject({ result: 3, failureReason: 'store_error' });
    const checking = await aRetailFlow();
    await checking.say('no', 'phone', 'yes');
    checking.otp.fail(down);
    await checking.say(checking.otp.codes[0]!);
    expect(checking.outcome).toMatchObject({ result: 3, failureReason: 'store_error' });
  });

  it('takes the code back when the customer hangs up', async () => {
    const flow = await aRetailFlow();
    await flow.say('no', 'phone', 'yes');
    flow.caller.give({ type: 'hang-up' });
    await flow.pass(0);
    expect(flow.outcome).toMatchObject({ result: 3, failureReason: 'hangup' });
    expect(await flow.otp.verify({ challengeId: 'challenge-1', code: flow.otp.codes[0]! })).toEqual({
      status: 'expired',
    });
  });

  it('stops when the attempt is over, also while a system is asked', async () => {
    let answer = (): void => undefined;
    const flow = await aRetailFlow({
      verifyUserDetails: () =>
        new Promise((resolve) => {
          answer = () => {
            resolve(john);
          };
        }),
    });
    flow.controller.abort();
    answer();
    await flow.pass(0);
    expect(flow.outcome).toMatchObject({ failureReason: 'hangup' });
    expect(flow.caller.isListenedTo).toBe(false);
  });

  it('takes the number that we dialled as stated, and one that is none as unknown', async () => {
    const dialled = await aRetailFlow({}, { ani: undefined as never, statedNumber: '2025550000' });
    expect(dialled.steps.at(-1)?.[0]).toBe('choose-channel');
    const odd = await aRetailFlow({}, { ani: undefined as never, statedNumber: '*99' });
    expect(odd.steps.at(-1)?.[0]).toBe('resolve-phone');
  });

  it('asks the challenge of the integrator where that is wanted', async () => {
    const asked: string[] = [];
    const flow = await aRetailFlow(
      {
        alternateNumber: 'challenge',
        challenge: async ({ account, phoneNumber }) => {
          asked.push(account.key, phoneNumber);
          return true;
        },
      },
      { ani: { number: elsewhere }, requiredLevel: 0 },
    );
    await flow.say('202 555 0000');
    expect(asked).toEqual(['account-7', '+12025550000']);
    expect(flow.outcome).toEqual({ result: 1, level: 0 });
  });

  it('has nobody to ask without a caller', async () => {
    const flow = await aRetailFlow({}, { caller: undefined });
    expect(flow.outcome).toEqual({ result: 3, failureReason: 'hangup' });
  });

  it('fails when the record cannot be written', async () => {
    const flow = await aRetailFlow({}, { onStep: () => Promise.reject(new Error('disk full')) });
    expect(flow.outcome).toBeUndefined();
    expect(flow.failure).toMatchObject({ message: 'disk full' });
  });

  it('refuses options that cannot work', async () => {
    const options = {
      numberPlans: [northAmerica],
      verifyUserDetails: async () => undefined,
      otp: createMemoryOtp({ now: Date.now }),
    };
    for (const wrong of [{ numberPlans: [] }, { alternateNumber: 'challenge' as const }]) {
      const error = await rejectionOf((async () => retailAuthenticationFlow({ ...options, ...wrong }))());
      expect(error.code).toBe('config/invalid-option');
    }
  });
});
