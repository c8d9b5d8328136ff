import type { FlowContext, FlowOutcome, StepDetails } from '../../../../src/verification/flow/flow.js';
import { retailAuthenticationFlow, type RetailFlowOptions } from '../../../../src/verification/flow/retail-flow.js';
import { northAmerica } from '../../../../src/verification/phone-number.js';
import type { RetailOutputs } from '../../../../src/verification/retail/outputs.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { createMemoryOtp, type MemoryOtpOptions } from '../../../support/memory-otp.js';
import { createScriptedCaller } from '../../../support/scripted-caller.js';
import { microtasks as settle } from '../../../support/turns.js';
import { john, registered } from '../retail/a-run.js';

/** A flow with a caller whose turns a test gives, on a clock that a test moves. */
export async function aRetailFlow(
  overrides: Partial<RetailFlowOptions> = {},
  given: Partial<FlowContext> = {},
  otpOptions: Partial<MemoryOtpOptions> = {},
) {
  const clock = createFakeClock();
  const caller = createScriptedCaller();
  const otp = createMemoryOtp({ now: clock.now, ...otpOptions });
  const steps: (readonly [string, StepDetails | undefined])[] = [];
  const lookups: string[] = [];
  const controller = new AbortController();
  const outputs: RetailOutputs[] = [];
  let outcome: FlowOutcome | undefined;
  let failure: unknown;
  const flow = retailAuthenticationFlow({
    numberPlans: [northAmerica],
    async verifyUserDetails({ phone_number }) {
      lookups.push(phone_number);
      return phone_number === '2025550000' ? john : undefined;
    },
    otp,
    onOutputs: (each) => outputs.push(each),
    ...overrides,
  });
  flow
    .run({
      contactId: 'contact-1',
      callData: '',
      serviceNumber: '88880011',
      workNo: '371',
      ani: { number: registered },
      requiredLevel: 1,
      caller,
      after(ms, callback) {
        const timer = clock.setTimeout(callback, ms);
        return () => clock.clearTimeout(timer);
      },
      now: clock.now,
      signal: controller.signal,
      onStep: (step, details) => void steps.push([step, details]),
      ...given,
    })
    .then(
      (value) => {
        outcome = value;
      },
      (error: unknown) => {
        failure = error;
      },
    );
  await settle();
  return {
    clock,
    caller,
    otp,
    steps,
    lookups,
    controller,
    outputs,
    get outcome() {
      return outcome;
    },
    get failure() {
      return failure;
    },
    async say(...texts: readonly string[]) {
      for (const text of texts) {
        caller.give({ type: 'text', text });
        await settle();
      }
    },
    async press(digits: string) {
      caller.give({ type: 'dtmf', digits });
      await settle();
    },
    async pass(ms: number) {
      clock.advance(ms);
      await settle();
    },
  };
}
