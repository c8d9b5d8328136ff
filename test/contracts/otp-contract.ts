import { beforeEach, describe, expect, it } from 'vitest';
import type {
  OtpLocks,
  OtpMessage,
  OtpSendRequest,
  OtpSendResult,
  OtpService,
  OtpServiceOptions,
} from '../../src/server/index.js';

/** What a one-time code does, whichever store is behind it. Times are short: a real store has a real clock. */
export interface OtpBench {
  service(options: OtpServiceOptions): OtpService & OtpLocks;
  /** Longer than anything takes that is not meant to wait, in milliseconds. */
  readonly moment: number;
  /** Lets time go by in the store and in the service. */
  pass(ms: number): Promise<void>;
}

export const otpKey = 'a key of thirty-two bytes or more';
export const otpRequest = {
  account: 'C-1001',
  channel: 'phone',
  destination: '+12025550100',
  language: 'en',
} as const;

/** Digits that are certainly wrong, and as long. */
export const wrongFor = (code: string): string => code.replace(/^./, (digit) => `${(Number(digit) + 1) % 10}`);

export function challengeOf(result: OtpSendResult): string {
  if (result.status !== 'sent') throw new Error(`It was not sent: ${result.status}`);
  return result.challengeId;
}

export function otpContract(bench: () => OtpBench): void {
  let messages: OtpMessage[];
  let otp: OtpService & OtpLocks;
  let lastAccount = 0;
  let request: OtpSendRequest;

  const make = (options: Partial<OtpServiceOptions> = {}) =>
    bench().service({
      key: otpKey,
      resendWaitMs: bench().moment,
      deliver: async (message) => {
        messages.push(message);
      },
      ...options,
    });
  const send = async (more: Partial<Parameters<OtpService['send']>[0]> = {}) => {
    const challengeId = challengeOf(await otp.send({ ...request, ...more }));
    return { challengeId, code: messages.at(-1)!.code };
  };
  /** So many wrong answers, over as many challenges as they take. */
  async function failTimes(count: number): Promise<void> {
    for (let failures = 0; failures < count;) {
      const { challengeId, code } = await send();
      for (let tries = 0; tries < 3 && failures < count; tries += 1, failures += 1) {
        expect(await otp.verify({ challengeId, code: wrongFor(code) })).toMatchObject({ status: 'wrong' });
      }
    }
  }

  beforeEach(() => {
    messages = [];
    otp = make();
    // Stores outlive a test: nobody meets another test's failures.
    lastAccount += 1;
    const number = `${Date.now() % 10_000_000}${lastAccount}`;
    request = { ...otpRequest, account: `C-${number}`, destination: `+1202${number}` };
  });

  describe('A one-time code', () => {
    it('is right once', async () => {
      const { challengeId, code } = await send();
      expect(await otp.verify({ challengeId, code })).toEqual({ status: 'right' });
      expect(await otp.verify({ challengeId, code })).toEqual({ status: 'used-up' });
    });

    it('of another account is none, and costs no try', async () => {
      const { challengeId, code } = await send();
      for (const wrong of [code, wrongFor(code)]) {
        const answer = await otp.verify({ challengeId, code: wrong, account: `${request.account}-other` });
        expect(answer).toEqual({ status: 'used-up' });
      }
      expect(await otp.verify({ challengeId, code, account: request.account })).toEqual({ status: 'right' });
    });

    it('is right for one of two hundred who answer at once', async () => {
      const { challengeId, code } = await send();
      const answers = await Promise.all(Array.from({ length: 200 }, () => otp.verify({ challengeId, code })));
      expect(answers.filter(({ status }) => status === 'right')).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 'used-up')).toHaveLength(199);
    });

    it('goes to its destination with what a message needs', async () => {
      await send({ language: 'zh-CN' });
      const { channel, destination } = request;
      expect(messages[0]).toMatchObject({ channel, destination, language: 'zh-CN', lifetimeMs: 300_000 });
      expect(messages[0]!.code).toMatch(/^\d{6}$/);
    });

    it('has three tries, of which a wrong length is one', async () => {
      const { challengeId, code } = await send();
      expect(await otp.verify({ challengeId, code: code.slice(1) })).toEqual({ status: 'wrong', triesLeft: 2 });
      expect(await otp.verify({ challengeId, code: wrongFor(code) })).toEqual({ status: 'wrong', triesLeft: 1 });
      expect(await otp.verify({ challengeId, code: '' })).toEqual({ status: 'wrong', triesLeft: 0 });
      expect(await otp.verify({ challengeId, code })).toMatchObject({ status: 'locked' });
      await otp.unlock(request.account);
      expect(await otp.verify({ challengeId, code })).toEqual({ status: 'used-up' });
    });

    it('takes no more tries when they come at once', async () => {
      const { challengeId, code } = await send();
      const codes = Array.from({ length: 50 }, () => wrongFor(code));
      const answers = await Promise.all(codes.map((wrong) => otp.verify({ challengeId, code: wrong })));
      expect(answers.filter(({ status }) => status === 'wrong')).toHaveLength(3);
    });

    it('is of no use for another challenge', async () => {
      const [first, second] = [await send(), await send()];
      expect(await otp.verify({ challengeId: first.challengeId, code: second.code })).toMatchObject(
        first.code === second.code ? { status: 'right' } : { status: 'wrong' },
      );
    });

    it('is over with its lifetime', async () => {
      otp = make({ lifetimeMs: 1000 });
      const { challengeId, code } = await send();
      await bench().pass(1100);
      expect(await otp.verify({ challengeId, code })).toEqual({ status: 'expired' });
    });

    it('is over when it is cancelled', async () => {
      const { challengeId, code } = await send();
      await otp.cancel(challengeId);
      expect(await otp.verify({ challengeId, code })).toEqual({ status: 'used-up' });
      await otp.cancel('nonsense');
    });

    it.each(['', 'nonsense', 'zzz.aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaa'])(
      'is never right for %o',
      async (challengeId) => {
        expect(await otp.verify({ challengeId, code: '123456' })).toMatchObject({
          status: expect.stringMatching(/used-up|expired/) as string,
        });
      },
    );

    it('is nothing to a service with another key', async () => {
      const { challengeId, code } = await send();
      expect(await make({ key: 'another key of thirty-two bytes!!' }).verify({ challengeId, code })).toMatchObject({
        status: 'wrong',
      });
    });
  });

  describe('A re-send', () => {
    it('has to wait, and then kills the old code and gives no tries back', async () => {
      const first = await send();
      await otp.verify({ challengeId: first.challengeId, code: wrongFor(first.code) });
      const early = await otp.send({ ...request, replaces: first.challengeId });
      expect(early).toMatchObject({ status: 'wait' });
      expect(messages).toHaveLength(1);
      await bench().pass(bench().moment + 20);
      const second = await send({ replaces: first.challengeId });
      expect(await otp.verify(first)).toEqual({ status: 'used-up' });
      expect(await otp.verify({ ...second, code: wrongFor(second.code) })).toEqual({ status: 'wrong', triesLeft: 1 });
      expect(await otp.verify(second)).toEqual({ status: 'right' });
    });

    it('waits twice as long each time, and is allowed so often', async () => {
      otp = make({ maxResends: 2 });
      const first = await otp.send(request);
      expect(first).toMatchObject({ resendAfterMs: bench().moment });
      await bench().pass(bench().moment + 20);
      const second = await otp.send({ ...request, replaces: challengeOf(first) });
      expect(second).toMatchObject({ resendAfterMs: 2 * bench().moment });
      await bench().pass(2 * bench().moment + 20);
      const third = await otp.send({ ...request, replaces: challengeOf(second) });
      expect(await otp.send({ ...request, replaces: challengeOf(third) })).toMatchObject({ status: 'rate-limited' });
      expect(messages).toHaveLength(3);
    });

    it('may go to the other channel', async () => {
      const first = await send();
      await bench().pass(bench().moment + 20);
      const second = await send({ replaces: first.challengeId, channel: 'email', destination: 'kim@example.com' });
      expect(messages.at(-1)).toMatchObject({ channel: 'email', destination: 'kim@example.com' });
      expect(await otp.verify(second)).toEqual({ status: 'right' });
    });

    it('is one where ten are asked for at once', async () => {
      const first = await send();
      await bench().pass(bench().moment + 20);
      const replaced = await Promise.all(
        Array.from({ length: 4 }, () => otp.send({ ...request, replaces: first.challengeId })),
      );
      expect(replaced.filter(({ status }) => status === 'sent')).toHaveLength(1);
    });

    it('is none for a challenge that is over, or of another account', async () => {
      const first = await send();
      await otp.verify(first);
      await bench().pass(bench().moment + 20);
      expect(await otp.send({ ...request, replaces: first.challengeId })).toMatchObject({ status: 'rate-limited' });
      const second = await send();
      await bench().pass(bench().moment + 20);
      expect(await otp.send({ ...request, account: 'C-other', replaces: second.challengeId })).toMatchObject({
        status: 'rate-limited',
      });
      expect(await otp.verify(second)).toEqual({ status: 'right' });
    });
  });

  describe('Sending', () => {
    it('is limited for a destination, whatever account it is for and however it is written', async () => {
      for (let count = 0; count < 5; count += 1) await send({ account: `${request.account}-${count}` });
      const spaced = request.destination.replace('+1202', '+1 (202) ');
      const refused = await otp.send({ ...request, destination: spaced });
      expect(refused).toMatchObject({ status: 'rate-limited' });
      expect(messages).toHaveLength(5);
      expect(refused.status === 'rate-limited' && refused.retryAfterMs).toBeGreaterThan(0);
    });

    it('is limited for an account, whatever the destination', async () => {
      otp = make({ accountLimits: [{ most: 2, perMs: 60_000 }] });
      for (let count = 0; count < 2; count += 1) await send({ destination: `${request.destination}${count}` });
      expect(await otp.send({ ...request, destination: '+12025550199' })).toMatchObject({ status: 'rate-limited' });
    });

    it('that fails ends the challenge and says why', async () => {
      let code = '';
      otp = make({
        deliver: (message) => {
          ({ code } = message);
          return Promise.reject(new Error(`the carrier does not like ${message.code}`));
        },
      });
      const error: unknown = await otp.send(request).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'server/delivery-failed' });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(code);
    });

    it('that does not end is given up', async () => {
      otp = make({ deliveryTimeoutMs: 50, deliver: () => new Promise(() => undefined) });
      const sending = otp.send(request).catch((reason: unknown) => reason);
      await bench().pass(60);
      expect(await sending).toMatchObject({ code: 'net/timeout' });
    });
  });

  describe('An account', () => {
    it('waits after a challenge that was used up, and twice as long after the next', async () => {
      const failureWaitMs = Math.max(1000, bench().moment);
      otp = make({ failureWaitMs });
      await failTimes(3);
      const first = await otp.send(request);
      expect(first).toMatchObject({ status: 'locked' });
      expect(first.status === 'locked' && first.retryAfterMs).toBeLessThanOrEqual(failureWaitMs);
      await bench().pass(failureWaitMs + 50);
      await failTimes(3);
      const second = await otp.send(request);
      expect(second.status === 'locked' && second.retryAfterMs).toBeGreaterThan(failureWaitMs);
    });

    it('is locked at ten failures, over challenges and at once, even for the right code', async () => {
      otp = make({
        failureWaitMs: 1000,
        destinationLimits: [{ most: 100, perMs: 60_000 }],
        accountLimits: [{ most: 100, perMs: 60_000 }],
      });
      const challenges = [];
      for (let count = 0; count < 20; count += 1) challenges.push(await send());
      // Two wrong answers each: no challenge is used up.
      const guesses = challenges.flatMap((each) => [each, each]);
      const answers = await Promise.all(
        guesses.map(({ challengeId, code }) => otp.verify({ challengeId, code: wrongFor(code) })),
      );
      expect(answers.filter(({ status }) => status === 'wrong')).toHaveLength(10);
      expect(answers.filter(({ status }) => status === 'locked')).toHaveLength(30);
      expect(await otp.verify(challenges.at(-1)!)).toMatchObject({ status: 'locked' });
      expect(await otp.lockedForMs(request.account)).toBeGreaterThan(890_000);
    });

    it('is let in again by an administrator', async () => {
      await failTimes(3);
      expect(await otp.lockedForMs(request.account)).toBeGreaterThan(0);
      await otp.unlock(request.account);
      expect(await otp.lockedForMs(request.account)).toBe(0);
      expect(await otp.verify(await send())).toEqual({ status: 'right' });
    });

    it('begins anew after a right answer', async () => {
      otp = make({ lockAtFailures: 4, destinationLimits: [{ most: 100, perMs: 60_000 }] });
      for (let round = 0; round < 3; round += 1) {
        await failTimes(2);
        expect(await otp.verify(await send())).toEqual({ status: 'right' });
      }
      expect(await otp.lockedForMs(request.account)).toBe(0);
    });

    it('does not suffer for another', async () => {
      await failTimes(3);
      expect(await otp.send({ ...request, account: `${request.account}-other` })).toMatchObject({ status: 'sent' });
    });
  });
}
