import type { Clock } from '../../clock.js';
import type { Call, Contact } from '../../protocol/entities.js';
import type { FlowContext, StepDetails } from '../../verification/flow/flow.js';
import type { AuthLevel } from '../../verification/reasons.js';
import type { Attempt } from './attempt.js';
import type { SharedCaller } from './shared-caller.js';

export interface FlowContextOptions {
  readonly attempt: Attempt;
  readonly contact: Contact;
  /** Those of the contact. */
  readonly calls: readonly Call[];
  readonly caller: SharedCaller | undefined;
  readonly attestation: string | undefined;
  readonly heldLevel: AuthLevel | undefined;
  readonly clock: Clock;
  readonly onStep: (step: string, details: StepDetails) => Promise<void>;
}

/** What a flow is told of the contact that it runs on. */
export function flowContextOf(options: FlowContextOptions): FlowContext {
  const { attempt, contact, calls, caller, attestation, heldLevel, clock, onStep } = options;
  const first = calls.find(({ direction }) => direction !== 'internal');
  const number = contact.customerNumber;
  return {
    contactId: contact.id,
    callData: contact.callData,
    serviceNumber: (first?.direction === 'out' ? first.callerNum : first?.calledNum) ?? '',
    workNo: attempt.workNo,
    // Of a call that we made the network signals nothing about the customer.
    ...(number !== undefined &&
      (first?.direction === 'in'
        ? { ani: { number, ...(attestation !== undefined && { attestation }) } }
        : { statedNumber: number })),
    requiredLevel: attempt.requiredLevel,
    ...(heldLevel !== undefined && { heldLevel }),
    caller,
    after(ms, callback) {
      const timer = clock.setTimeout(callback, ms);
      return () => {
        clock.clearTimeout(timer);
      };
    },
    now: () => clock.now(),
    signal: attempt.run.signal,
    onStep: (step, details = {}) => onStep(step, details),
  };
}
