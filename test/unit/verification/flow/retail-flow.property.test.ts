import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import type { CallerInput } from '../../../../src/verification/language/caller-turn.js';
import { isTransferReason } from '../../../../src/verification/reasons.js';
import { elsewhere, john, registered } from '../retail/a-run.js';
import { aRetailFlow } from './a-retail-flow.js';

/** What a caller does; `code` says the code that was sent last, `stale` the one before. */
type Turn = { readonly say: string } | { readonly press: string } | 'code' | 'stale' | 'silence' | 'hang-up' | 'wait';

const phrases =
  'yes|no|by phone|by email|I did not get it|that number is wrong|give me a human|I refuse|202 555 0000|202 555 0111|12|999999|what|one';
const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...phrases.split('|')).map((say) => ({ say })) },
  { weight: 2, arbitrary: fc.stringMatching(/^[\d*#]{1,12}$/).map((press) => ({ press })) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map((say) => ({ say })) },
  { weight: 4, arbitrary: fc.constantFrom<Turn>('code', 'stale', 'silence', 'wait') },
  { weight: 1, arbitrary: fc.constant<Turn>('hang-up') },
);

const situation = fc.record({
  turns: fc.array(turn, { maxLength: 30 }),
  required: fc.constantFrom(0 as const, 1 as const),
  ani: fc.constantFrom(registered, elsewhere, 'anonymous', undefined),
  account: fc.constantFrom(john, { key: 'account-7' }, { key: 'account-7', phone: null }),
  alternateNumber: fc.constantFrom('otp' as const, 'escalate' as const),
  dangerouslyAcceptStatedNumber: fc.boolean(),
  otp: fc.integer({ min: 1, max: 5 }),
  resend: fc.integer({ min: 0, max: 3 }),
  phone: fc.integer({ min: 1, max: 4 }),
  failsAt: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
});

describe('any caller', () => {
  it('comes to an end, within the limits, at no higher level than was proven', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        let lookups = 0;
        const flow = await aRetailFlow(
          {
            verifyUserDetails: async ({ phone_number }) => {
              lookups += 1;
              return phone_number === '2025550000' ? given.account : undefined;
            },
            alternateNumber: given.alternateNumber,
            dangerouslyAcceptStatedNumber: given.dangerouslyAcceptStatedNumber,
            parameters: {
              max_retry_otp: given.otp,
              max_retry_otp_not_received: given.resend,
              max_retry_phone_number: given.phone,
            },
          },
          {
            requiredLevel: given.required,
            ani: given.ani === undefined ? (undefined as never) : { number: given.ani },
          },
          { resendAfterMs: 20_000 },
        );
        let saidRight = false;
        for (const [index, each] of given.turns.entries()) {
          if (flow.outcome) break;
          if (index === given.failsAt) flow.otp.fail(new AiccError('net/unreachable', 'down'));
          const isAsked = flow.steps.at(-1)?.[0] === 'await-code' || flow.steps.at(-1)?.[0] === 'confirm-resend';
          saidRight ||= each === 'code' && isAsked && index < (given.failsAt ?? Infinity);
          await take(flow, each);
        }
        // Whatever was left open: silence ends it.
        for (let count = 0; count < 4 && !flow.outcome; count += 1) await flow.pass(10_000);

        const { outcome } = flow;
        expect(flow.failure).toBeUndefined();
        expect(outcome).toBeDefined();
        if (!outcome) return;
        const { result, level, failureReason } = outcome;
        const [outputs] = flow.outputs;
        // Limits.
        expect(flow.otp.codes.length).toBeLessThanOrEqual(1 + given.resend);
        expect(flow.otp.wrong).toBeLessThanOrEqual(given.otp);
        expect(lookups).toBeLessThanOrEqual(given.phone + 1);
        // Levels.
        if (level === 1) expect(saidRight).toBe(true);
        if (level === 0) expect(given.ani === registered || given.dangerouslyAcceptStatedNumber).toBe(true);
        expect(result === 1).toBe(level !== undefined && level >= given.required && failureReason === undefined);
        // Reasons.
        expect(failureReason === undefined).toBe(result === 1);
        expect(outputs?.failure_reason).toBe(failureReason);
        expect(outputs?.transfer_reason).toBe(isTransferReason(failureReason) ? failureReason : undefined);
        // Secrets.
        const told = JSON.stringify([flow.steps, flow.caller.heard, outcome, outputs]);
        for (const code of flow.otp.codes) expect(told).not.toContain(code);
        expect(JSON.stringify(flow.steps)).not.toMatch(/john@|2025550000/);
        // Nothing is left behind.
        expect(flow.clock.timers).toBe(0);
        expect(flow.caller.isListenedTo).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

async function take(flow: Awaited<ReturnType<typeof aRetailFlow>>, turn: Turn): Promise<void> {
  if (turn === 'wait') return flow.pass(7000);
  if (turn === 'silence') return flow.pass(10_000);
  const input: CallerInput =
    turn === 'hang-up'
      ? { type: 'hang-up' }
      : typeof turn === 'object'
        ? 'say' in turn
          ? { type: 'text', text: turn.say }
          : { type: 'dtmf', digits: turn.press }
        : { type: 'text', text: flow.otp.codes.at(turn === 'code' ? -1 : -2) ?? '000000' };
  flow.caller.give(input);
  await flow.pass(1);
}
