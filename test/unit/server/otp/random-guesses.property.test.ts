import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createOtpService, memoryOtpStore, type OtpMessage } from '../../../../src/server/index.js';
import { otpKey, otpRequest, wrongFor } from '../../../contracts/otp-contract.js';
import { createFakeClock } from '../../../support/fake-clock.js';

type Step =
  | { readonly do: 'send' | 'replace' | 'right' | 'wrong' | 'cancel'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('send', 'replace', 'right', 'wrong', 'wrong', 'wrong', 'cancel'),
    which: fc.nat({ max: 5 }),
  }) as fc.Arbitrary<Step>,
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 400_000 }) }),
);

it('Whatever a caller does, no code has more tries, re-sends or lifetime than allowed, or is right twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const clock = createFakeClock(1_764_000_000_000);
      const messages: OtpMessage[] = [];
      const many = [{ most: 1000, perMs: 60_000 }];
      const otp = createOtpService({
        key: otpKey,
        clock,
        store: memoryOtpStore({ clock }),
        destinationLimits: many,
        accountLimits: many,
        deliver: async (message) => void messages.push(message),
      });
      const challenges: { id: string; code: string; root: number; at: number; isOver: boolean }[] = [];
      /** By the challenge that a chain of re-sends began with. */
      const wrongs = new Map<number, number>();
      const sends = new Map<number, number>();
      let inARow = 0;

      for (const each of steps) {
        if (each.do === 'wait') {
          clock.advance(each.ms);
          continue;
        }
        const chosen = challenges[each.which % Math.max(1, challenges.length)];
        if (each.do === 'send' || (each.do === 'replace' && chosen)) {
          const replaces = each.do === 'replace' ? chosen : undefined;
          const sent = await otp.send({ ...otpRequest, ...(replaces && { replaces: replaces.id }) });
          if (sent.status !== 'sent') continue;
          if (replaces) expect(replaces.isOver).toBe(false);
          if (replaces) replaces.isOver = true;
          const root = replaces?.root ?? challenges.length;
          sends.set(root, (sends.get(root) ?? 0) + 1);
          expect(sends.get(root)).toBeLessThanOrEqual(2);
          const { code } = messages.at(-1)!;
          challenges.push({ id: sent.challengeId, code, root, at: clock.now(), isOver: false });
        } else if (chosen && each.do === 'cancel') {
          await otp.cancel(chosen.id);
          chosen.isOver = true;
        } else if (chosen) {
          const code = each.do === 'right' ? chosen.code : wrongFor(chosen.code);
          const { status } = await otp.verify({ challengeId: chosen.id, code });
          if (status === 'right') {
            expect(each.do).toBe('right');
            expect(chosen.isOver).toBe(false);
            expect(clock.now() - chosen.at).toBeLessThan(300_000);
            chosen.isOver = true;
            inARow = 0;
          }
          if (status === 'wrong') {
            expect(each.do).toBe('wrong');
            wrongs.set(chosen.root, (wrongs.get(chosen.root) ?? 0) + 1);
            inARow += 1;
            expect(wrongs.get(chosen.root)).toBeLessThanOrEqual(3);
            if (inARow >= 10) expect(await otp.lockedForMs(otpRequest.account)).toBeGreaterThanOrEqual(900_000);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});
