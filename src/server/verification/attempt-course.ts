import type { Clock } from '../../clock.js';
import { isAiccError } from '../../errors.js';
import type { Logger } from '../../log.js';
import type { Call, Contact } from '../../protocol/entities.js';
import type { CallerPort } from '../../verification/flow/caller.js';
import type { FlowOutcome, StepDetails, VerificationFlow } from '../../verification/flow/flow.js';
import type { AuthLevel } from '../../verification/reasons.js';
import { isRunning, type Attempt } from './attempt.js';
import { flowContextOf } from './flow-context.js';
import { shareCaller } from './shared-caller.js';
import type { VerificationStore } from './store.js';

export interface CourseOptions {
  readonly store: VerificationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** It has come to another step. */
  readonly onStep: (attempt: Attempt) => void;
  /** It is over, and that is written down as well as it could be. */
  readonly onEnd: (attempt: Attempt) => Promise<void>;
}

/** What a flow is run with. */
export interface CourseInput {
  readonly flow: VerificationFlow;
  readonly contact: Contact;
  /** Those of the contact. */
  readonly calls: readonly Call[];
  readonly caller: CallerPort | undefined;
  readonly attestation?: string | undefined;
  readonly heldLevel: AuthLevel | undefined;
}

/** The course of an attempt that runs here, from its flow's first step to its end. Nothing counts that is not written. */
export interface Course {
  run(attempt: Attempt, input: CourseInput): Promise<void>;
  end(attempt: Attempt, outcome: FlowOutcome): Promise<void>;
  /** Writes what became of its result. */
  note(attempt: Attempt, step: string, outcome: string): Promise<void>;
}

export function createCourse({ store, clock, logger, onStep, onEnd }: CourseOptions): Course {
  async function run(attempt: Attempt, { flow, caller, attestation, ...input }: CourseInput): Promise<void> {
    const shared = caller && shareCaller(caller, () => void end(attempt, { result: 3, failureReason: 'hangup' }));
    const context = flowContextOf({
      ...{ attempt, ...input, caller: shared, attestation, clock },
      onStep: (step, details) => writeStep(attempt, step, details),
    });
    let outcome: FlowOutcome;
    try {
      outcome = await flow.run(context);
    } catch (error) {
      // After its end a flow has its next step refused, as it should.
      if (!attempt.run.signal.aborted) logger.error(`The flow ${flow.name} failed`, error);
      outcome = { result: 3, failureReason: 'flow_error' };
    }
    shared?.stop();
    await end(attempt, outcome);
  }

  async function writeStep(attempt: Attempt, step: string, { customerKey, ...details }: StepDetails): Promise<void> {
    await store.append({
      type: 'step',
      recordId: attempt.recordId,
      at: clock.now(),
      step: { step, ...details },
      ...(customerKey !== undefined && { customerKey }),
    });
    if (!isRunning(attempt) || attempt.isEnding) return;
    attempt.verification = { ...attempt.verification, step };
    onStep(attempt);
  }

  async function end(attempt: Attempt, outcome: FlowOutcome): Promise<void> {
    if (!isRunning(attempt) || attempt.isEnding) return;
    attempt.isEnding = true;
    attempt.run.abort();
    const at = clock.now();
    let { result, failureReason } = outcome;
    const level = outcome.level ?? (result === 1 ? attempt.requiredLevel : undefined);
    if (result === 1 && (level ?? -1) < attempt.requiredLevel) {
      logger.error(`A flow said success at level ${level ?? 'none'} where ${attempt.requiredLevel} is required`);
      result = 3;
      failureReason = 'flow_error';
    }
    const { recordId } = attempt;
    try {
      await store.append({
        type: 'ended',
        recordId,
        at,
        result,
        ...(level !== undefined && { level }),
        ...(failureReason !== undefined && { failureReason }),
        ...(outcome.returns && { returns: outcome.returns }),
      });
    } catch (error) {
      // No success without its record.
      logger.error('The end of an attempt could not be written down', error);
      if (result === 1) result = 3;
      // Another server has ended it: what that wrote counts.
      attempt.isElsewhere = isAiccError(error, 'verification/not-running');
    }
    const { step: _step, ...rest } = attempt.verification;
    attempt.verification = { ...rest, result, endedAt: at };
    if (level !== undefined) attempt.level = level;
    await onEnd(attempt);
  }

  return {
    run,
    end,
    note: ({ recordId }, step, outcome) =>
      store.append({ type: 'noted', recordId, at: clock.now(), step: { step, outcome } }),
  };
}
