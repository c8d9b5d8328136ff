import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { maskNumber, type Logger } from '../../log.js';
import type { Contact, Verification } from '../../protocol/entities.js';
import type { ProcessConfiguration } from '../../protocol/operations.js';
import type { CallerPort } from '../../verification/flow/caller.js';
import type { FlowContext, FlowOutcome, VerificationFlow } from '../../verification/flow/flow.js';
import type { AuthLevel } from '../../verification/reasons.js';
import { attemptKey, isRunning, seenBy, type Attempt } from './attempt.js';
import { shareCaller } from './shared-caller.js';
import type { VerificationStore } from './store.js';
import type { View } from './view.js';

export interface AttemptsOptions {
  readonly store: VerificationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly inheritOnTransfer: boolean;
  readonly resultLifetimeMs: number;
  /** The enabled processes. */
  readonly processes: () => readonly ProcessConfiguration[];
}

export interface StartOptions {
  readonly process: ProcessConfiguration;
  readonly flow: VerificationFlow;
  readonly contact: Contact;
  readonly caller: CallerPort | undefined;
  readonly attestation?: string | undefined;
}

/** All attempts of a service: their lives, and who sees what of them. */
export interface Attempts {
  readonly views: Set<View>;
  find(view: View, contactId: string | undefined, verifyTypeCode: string): Attempt | undefined;
  /** What the agent of a view may read of it. */
  read(view: View, attempt: Attempt | undefined): Verification | undefined;
  start(view: View, options: StartOptions): Promise<Attempt>;
  cancel(attempt: Attempt): Promise<void>;
  /** After anything changed: ends, expires and forgets what is due, and shows everybody the rest. */
  refresh(): void;
  note(attempt: Attempt, step: string, outcome: string): Promise<void>;
  stop(): void;
}

export function createAttempts(options: AttemptsOptions): Attempts {
  const { store, clock, logger, inheritOnTransfer, resultLifetimeMs } = options;
  const attempts = new Map<string, Attempt>();
  const views = new Set<View>();

  const viewsOf = ({ epoch, verification }: Pick<Attempt, 'epoch' | 'verification'>): View[] =>
    [...views].filter((view) => view.epoch === epoch && view.contact(verification.contactId));
  const isLive = (attempt: Attempt): boolean =>
    viewsOf(attempt).some((view) => view.liveCalls(attempt.verification.contactId).length > 0);

  /** Whoever started it; who shares the call with them; after a transfer whoever inherits. */
  function isTheirs(view: View, attempt: Attempt): boolean {
    if (inheritOnTransfer || view.workNo === attempt.workNo) return true;
    const { contactId } = attempt.verification;
    return viewsOf(attempt).some((each) => each.workNo === attempt.workNo && each.liveCalls(contactId).length > 0);
  }

  function show(): void {
    for (const view of views) {
      const told = [...attempts.values()].filter((each) => each.isTold && viewsOf(each).includes(view));
      view.show(told.map((attempt) => seenBy(attempt, isTheirs(view, attempt))));
    }
  }

  /** The customer is gone: nobody has the contact, or its call is over and was not given to somebody else. */
  function isAbandoned(attempt: Attempt): boolean {
    const { contactId } = attempt.verification;
    const those = viewsOf(attempt);
    if (those.length === 0) return true;
    const { mediaType } = those[0]?.contact(contactId) ?? {};
    if ((mediaType !== 'audio' && mediaType !== 'video') || isLive(attempt)) return false;
    const calls = those.flatMap((view) => view.connection.snapshot().calls);
    return !calls.some((call) => call.contactId === contactId && call.endReason === 'transferred');
  }

  function refresh(): void {
    const now = clock.now();
    for (const [key, attempt] of attempts) {
      const { result, endedAt = now } = attempt.verification;
      if (isRunning(attempt)) {
        if (isAbandoned(attempt)) void end(attempt, { result: 3, failureReason: 'hangup' });
      } else if (viewsOf(attempt).length === 0) {
        attempt.stopTimer?.();
        attempts.delete(key);
      } else if (result !== 0 && endedAt + resultLifetimeMs <= now && !isLive(attempt)) {
        attempt.verification = { ...attempt.verification, result: 0 };
        note(attempt, 'expired', 'lifetime').catch((error: unknown) => {
          logger.error('The record of an expiry could not be written', error);
        });
      }
    }
    show();
  }

  const note = (attempt: Attempt, step: string, outcome: string): Promise<void> =>
    store.append({ type: 'noted', recordId: attempt.recordId, at: clock.now(), step: { step, outcome } });

  async function start(view: View, { process, flow, contact, caller, attestation }: StartOptions): Promise<Attempt> {
    const { verifyTypeCode, requiredLevel } = process;
    const { epoch, workNo } = view;
    const key = attemptKey(epoch, contact.id, verifyTypeCode);
    const others = [...attempts.values()]
      .filter((each) => viewsOf(each).includes(view))
      .filter(({ verification }) => verification.contactId === contact.id);
    // One customer can talk to one flow at a time.
    if (others.some(isRunning)) {
      throw new AiccError('verification/already-running', `An attempt is running for ${contact.id}`);
    }
    const before = attempts.get(key);
    const attempt: Attempt = {
      verification: {
        contactId: contact.id,
        verifyTypeCode,
        attempt: (before?.verification.attempt ?? 0) + 1,
        result: 0,
        startedAt: clock.now(),
      },
      recordId: crypto.randomUUID(),
      epoch,
      workNo,
      flow: flow.name,
      requiredLevel,
      isTold: false,
      isEnding: false,
      run: new AbortController(),
    };
    attempts.set(key, attempt);
    const { attempt: number, startedAt } = attempt.verification;
    try {
      await store.append({
        type: 'started',
        recordId: attempt.recordId,
        at: startedAt,
        record: {
          epoch,
          contactId: contact.id,
          verifyTypeCode,
          attempt: number,
          workNo,
          ...(contact.customerNumber !== undefined && { customerNumber: maskNumber(contact.customerNumber) }),
          requiredLevel,
        },
      });
    } catch (error) {
      // What is not written down did not begin; the result before it counts as it did.
      if (before) attempts.set(key, before);
      else attempts.delete(key);
      throw error;
    }
    before?.stopTimer?.();
    attempt.isTold = true;
    refresh();
    if (isRunning(attempt) && !attempt.isEnding)
      void run(view, attempt, { flow, contact, caller, attestation, others });
    return attempt;
  }

  type Running = Omit<StartOptions, 'process'> & { readonly others: readonly Attempt[] };

  async function run(
    view: View,
    attempt: Attempt,
    { flow, contact, caller, attestation, others }: Running,
  ): Promise<void> {
    const { run: controller, workNo, requiredLevel, recordId } = attempt;
    const shared = caller && shareCaller(caller, () => void end(attempt, { result: 3, failureReason: 'hangup' }));
    const calls = view.connection.snapshot().calls.filter(({ contactId }) => contactId === contact.id);
    const first = calls.find(({ direction }) => direction !== 'internal');
    const number = contact.customerNumber;
    const held = heldLevel(attempt, others);
    const context: FlowContext = {
      contactId: contact.id,
      callData: contact.callData,
      serviceNumber: (first?.direction === 'out' ? first.callerNum : first?.calledNum) ?? '',
      workNo,
      // Of a call that we made the network signals nothing about the customer.
      ...(number !== undefined &&
        (first?.direction === 'in'
          ? { ani: { number, ...(attestation !== undefined && { attestation }) } }
          : { statedNumber: number })),
      requiredLevel,
      ...(held !== undefined && { heldLevel: held }),
      caller: shared,
      after(ms, callback) {
        const timer = clock.setTimeout(callback, ms);
        return () => {
          clock.clearTimeout(timer);
        };
      },
      now: () => clock.now(),
      signal: controller.signal,
      async onStep(step, { customerKey, ...details } = {}) {
        const at = clock.now();
        await store.append({
          type: 'step',
          recordId,
          at,
          step: { step, ...details },
          ...(customerKey !== undefined && { customerKey }),
        });
        if (!isRunning(attempt) || attempt.isEnding) return;
        attempt.verification = { ...attempt.verification, step };
        show();
      },
    };
    let outcome: FlowOutcome;
    try {
      outcome = await flow.run(context);
    } catch (error) {
      logger.error(`The flow ${flow.name} failed`, error);
      outcome = { result: 3, failureReason: 'flow_error' };
    }
    shared?.stop();
    await end(attempt, outcome);
  }

  /** What the contact holds by the same flow, as far as other processes asked for it. */
  function heldLevel(attempt: Attempt, others: readonly Attempt[]): AuthLevel | undefined {
    const levels = others
      .filter((each) => each.flow === attempt.flow && each.verification.result === 1)
      .filter((each) => each.verification.verifyTypeCode !== attempt.verification.verifyTypeCode)
      .filter((each) => each.workNo === attempt.workNo || inheritOnTransfer)
      .map((each): AuthLevel => (each.requiredLevel === 1 ? 1 : 0));
    return levels.length === 0 ? undefined : levels.includes(1) ? 1 : 0;
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
    }
    const { step: _step, ...rest } = attempt.verification;
    attempt.verification = { ...rest, result, endedAt: at };
    if (level !== undefined) attempt.level = level;
    expireLater(attempt);
    if (result === 1) await satisfyOthers(attempt);
    refresh();
  }

  function expireLater(attempt: Attempt): void {
    const timer = clock.setTimeout(refresh, resultLifetimeMs);
    attempt.stopTimer = () => {
      clock.clearTimeout(timer);
    };
  }

  /** A success at a level is one of every process of the same flow that asks for no more. */
  async function satisfyOthers(source: Attempt): Promise<void> {
    const { epoch, flow, level = 0 } = source;
    const { contactId, verifyTypeCode, startedAt } = source.verification;
    for (const process of options.processes()) {
      if (process.flow !== flow || process.requiredLevel > level || process.verifyTypeCode === verifyTypeCode) continue;
      const key = attemptKey(epoch, contactId, process.verifyTypeCode);
      const before = attempts.get(key);
      if (before && (isRunning(before) || before.verification.result === 1)) continue;
      try {
        await note(source, 'satisfies', process.verifyTypeCode);
      } catch (error) {
        logger.error('What a success satisfies could not be written down', error);
        continue;
      }
      before?.stopTimer?.();
      const attempt = (before?.verification.attempt ?? 0) + 1;
      const endedAt = source.verification.endedAt ?? clock.now();
      const satisfied: Attempt = {
        ...source,
        requiredLevel: process.requiredLevel,
        verification: { contactId, verifyTypeCode: process.verifyTypeCode, attempt, result: 1, startedAt, endedAt },
      };
      attempts.set(key, satisfied);
      expireLater(satisfied);
    }
  }

  return {
    views,
    find: (view, contactId, verifyTypeCode) =>
      contactId === undefined || !view.contact(contactId)
        ? undefined
        : attempts.get(attemptKey(view.epoch, contactId, verifyTypeCode)),
    read: (view, attempt) => (attempt?.isTold ? seenBy(attempt, isTheirs(view, attempt)) : undefined),
    start,
    cancel: (attempt) => end(attempt, { result: 0, failureReason: 'cancelled' }),
    refresh,
    note,
    stop() {
      for (const attempt of attempts.values()) {
        attempt.run.abort();
        attempt.stopTimer?.();
      }
      attempts.clear();
    },
  };
}
