import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { maskNumber, type Logger } from '../../log.js';
import type { Contact, Verification } from '../../protocol/entities.js';
import type { ProcessConfiguration } from '../../protocol/operations.js';
import type { CallerPort } from '../../verification/flow/caller.js';
import type { VerificationFlow } from '../../verification/flow/flow.js';
import { contactOf, isRunning, seenBy, type Attempt } from './attempt.js';
import { createAttemptBook } from './attempt-book.js';
import { createCourse } from './attempt-course.js';
import { heldLevel, satisfiedAttempt, satisfies } from './attempt-levels.js';
import { createAudience } from './audience.js';
import { createElsewhere } from './elsewhere.js';
import type { ContactRef } from './shared-attempts.js';
import { createSight } from './sight.js';
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

/** All attempts of a service: which there are, how long they count, and who sees what of them. */
export interface Attempts {
  add(view: View): void;
  remove(view: View): void;
  /** Something about the contacts or calls of a view changed. */
  refresh(view: View): void;
  /** Learns what other servers have written about a contact of the view. */
  sync(view: View, contactId: string | undefined): Promise<void>;
  find(view: View, contactId: string | undefined, verifyTypeCode: string): Attempt | undefined;
  /** What the agent of a view may read of it. */
  read(view: View, attempt: Attempt | undefined): Verification | undefined;
  start(view: View, options: StartOptions): Promise<Attempt>;
  cancel(attempt: Attempt): Promise<void>;
  note(attempt: Attempt, step: string, outcome: string): Promise<void>;
  stop(): void;
}

export function createAttempts(options: AttemptsOptions): Attempts {
  const { store, clock, logger, inheritOnTransfer, resultLifetimeMs } = options;
  const book = createAttemptBook();
  const audience = createAudience();
  const elsewhere =
    store.shared &&
    createElsewhere({
      ...{ shared: store.shared, book, clock, logger, processes: options.processes },
      isWanted: (contact) => audience.of(contact).length > 0,
      onChange(contact, changed) {
        for (const attempt of changed) expireLater(attempt);
        refreshContact(contact);
      },
    });

  const { viewsOf, isLive, isTheirs, isAbandoned } = createSight(audience, inheritOnTransfer);
  const { run, end, note } = createCourse({
    ...{ store, clock, logger },
    onStep(attempt) {
      for (const view of viewsOf(attempt)) show(view);
    },
    async onEnd(attempt) {
      expireLater(attempt);
      if (attempt.verification.result === 1) await satisfyOthers(attempt);
      refreshContact(contactOf(attempt));
      if (attempt.isElsewhere) elsewhere?.look(contactOf(attempt));
    },
  });

  function show(view: View): void {
    const told = audience.contactsOf(view).flatMap((contact) => book.of(contact).filter(({ isTold }) => isTold));
    view.show(told.map((attempt) => seenBy(attempt, isTheirs(view, attempt))));
  }

  /** Ends, expires and forgets what is due, and shows everybody the rest. */
  function refreshContact(contact: ContactRef): void {
    for (const attempt of book.of(contact)) refreshAttempt(attempt);
    for (const view of audience.of(contact)) show(view);
  }

  function refreshAttempt(attempt: Attempt): void {
    const { result, endedAt } = attempt.verification;
    if (endedAt === undefined && !attempt.isElsewhere) {
      if (isAbandoned(attempt)) void end(attempt, { result: 3, failureReason: 'hangup' });
    } else if (viewsOf(attempt).length === 0) {
      attempt.stopTimer?.();
      book.delete(attempt);
    } else if (result !== 0 && endedAt !== undefined && endedAt + resultLifetimeMs <= clock.now() && !isLive(attempt)) {
      attempt.verification = { ...attempt.verification, result: 0 };
      // Who ran it writes it down.
      if (attempt.isElsewhere) return;
      note(attempt, 'expired', 'lifetime').catch((error: unknown) => {
        logger.error('The record of an expiry could not be written', error);
      });
    }
  }

  function refresh(view: View): void {
    const { has, lost, fresh } = audience.update(view);
    for (const contact of [...has, ...lost]) refreshContact(contact);
    // Without a contact there is nothing to be shown of.
    show(view);
    for (const contact of fresh) elsewhere?.look(contact);
  }

  async function start(view: View, { process, flow, contact, caller, attestation }: StartOptions): Promise<Attempt> {
    const { verifyTypeCode, requiredLevel } = process;
    const { epoch, workNo } = view;
    await sync(view, contact.id);
    const others = book.of({ epoch, contactId: contact.id });
    // One customer can talk to one flow at a time.
    if (others.some(isRunning)) {
      throw new AiccError('verification/already-running', `An attempt is running for ${contact.id}`);
    }
    const before = others.find(({ verification }) => verification.verifyTypeCode === verifyTypeCode);
    const number = (before?.verification.attempt ?? 0) + 1;
    const startedAt = clock.now();
    const attempt: Attempt = {
      verification: { contactId: contact.id, verifyTypeCode, attempt: number, result: 0, startedAt },
      recordId: crypto.randomUUID(),
      ...{ epoch, workNo, flow: flow.name, requiredLevel },
      ...{ isTold: false, isEnding: false, isElsewhere: false },
      run: new AbortController(),
    };
    book.set(attempt);
    try {
      await store.append({
        type: 'started',
        recordId: attempt.recordId,
        at: startedAt,
        record: {
          ...{ epoch, contactId: contact.id, verifyTypeCode, attempt: number, workNo, requiredLevel },
          ...(contact.customerNumber !== undefined && { customerNumber: maskNumber(contact.customerNumber) }),
        },
      });
    } catch (error) {
      // What is not written down did not begin; the result before it counts as it did.
      if (before) book.set(before);
      else book.delete(attempt);
      throw error;
    }
    before?.stopTimer?.();
    attempt.isTold = true;
    refreshContact(contactOf(attempt));
    if (isRunning(attempt) && !attempt.isEnding) {
      const calls = view.connection.snapshot().calls.filter(({ contactId }) => contactId === contact.id);
      const held = heldLevel(attempt, others, inheritOnTransfer);
      void run(attempt, { flow, contact, calls, caller, attestation, heldLevel: held });
    }
    return attempt;
  }

  async function cancel(attempt: Attempt): Promise<void> {
    const cancelled = { result: 0, failureReason: 'cancelled' } as const;
    if (!attempt.isElsewhere) return end(attempt, cancelled);
    // The other server finds its next step refused, and hears of it before.
    await store.append({ type: 'ended', recordId: attempt.recordId, at: clock.now(), ...cancelled });
    await elsewhere?.sync(contactOf(attempt));
  }

  function expireLater(attempt: Attempt): void {
    attempt.stopTimer?.();
    const { endedAt } = attempt.verification;
    if (endedAt === undefined) return;
    const timer = clock.setTimeout(
      () => {
        refreshContact(contactOf(attempt));
      },
      Math.max(0, endedAt + resultLifetimeMs - clock.now()),
    );
    attempt.stopTimer = () => {
      clock.clearTimeout(timer);
    };
  }

  /** A success at a level is one of every process of the same flow that asks for no more. */
  async function satisfyOthers(source: Attempt): Promise<void> {
    for (const process of options.processes()) {
      const find = (): Attempt | undefined => book.get(contactOf(source), process.verifyTypeCode);
      const before = find();
      if (!satisfies(source, process, before)) continue;
      try {
        await note(source, 'satisfies', process.verifyTypeCode);
      } catch (error) {
        logger.error('What a success satisfies could not be written down', error);
        continue;
      }
      // One that began meanwhile counts: its record is the newer one.
      if (find() !== before) continue;
      before?.stopTimer?.();
      const satisfied = satisfiedAttempt(source, process, before);
      book.set(satisfied);
      expireLater(satisfied);
    }
  }

  const sync = async (view: View, contactId: string | undefined): Promise<void> => {
    if (contactId === undefined || !view.contact(contactId)) return;
    await elsewhere?.sync({ epoch: view.epoch, contactId });
  };

  return {
    add(view) {
      elsewhere?.start();
      refresh(view);
    },
    remove(view) {
      for (const contact of audience.remove(view)) refreshContact(contact);
      if (audience.size === 0) elsewhere?.stop();
    },
    refresh,
    sync,
    find: ({ epoch, contact }, contactId, verifyTypeCode) =>
      contactId === undefined || !contact(contactId) ? undefined : book.get({ epoch, contactId }, verifyTypeCode),
    read: (view, attempt) => (attempt?.isTold ? seenBy(attempt, isTheirs(view, attempt)) : undefined),
    start,
    cancel,
    note,
    stop() {
      elsewhere?.stop();
      for (const attempt of book.all()) {
        attempt.run.abort();
        attempt.stopTimer?.();
      }
      book.clear();
    },
  };
}
