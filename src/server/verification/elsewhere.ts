import type { Clock } from '../../clock.js';
import type { Logger } from '../../log.js';
import type { ProcessConfiguration } from '../../protocol/operations.js';
import { contactKey, contactOf, isRunning, type Attempt } from './attempt.js';
import type { AttemptBook } from './attempt-book.js';
import { createLookOut, type LookOut } from './look-out.js';
import type { ContactRef, SharedAttempts } from './shared-attempts.js';
import { standingsOf, type Standing } from './standings.js';

export interface ElsewhereOptions {
  readonly shared: SharedAttempts;
  readonly book: AttemptBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly processes: () => readonly ProcessConfiguration[];
  /** Whether an agent of this server has the contact. */
  readonly isWanted: (contact: ContactRef) => boolean;
  readonly onChange: (contact: ContactRef, changed: readonly Attempt[]) => void;
}

/** Takes into the book what other servers wrote. */
export interface Elsewhere extends LookOut {
  /** @throws AiccError `server/store-unavailable` */
  sync(contact: ContactRef): Promise<void>;
  /** The same, for whom nobody waits. */
  look(contact: ContactRef): void;
}

export function createElsewhere(options: ElsewhereOptions): Elsewhere {
  const { shared, book, clock, logger, processes, isWanted, onChange } = options;
  let lastTicket = 0;
  const applied = new Map<string, number>();

  async function sync(contact: ContactRef): Promise<void> {
    const key = contactKey(contact);
    const ticket = (lastTicket += 1);
    const records = await shared.recordsOf(contact);
    // Answers come in the order of the questions, but for those that were given up.
    if (!isWanted(contact)) applied.delete(key);
    if (!isWanted(contact) || ticket < (applied.get(key) ?? 0)) return;
    applied.set(key, ticket);
    const known = new Set(records.map(({ id }) => id));
    const changed = standingsOf(records, processes()).flatMap((standing) => adopt(contact, standing, known) ?? []);
    changed.push(
      ...book.of(contact).filter((attempt) => attempt.isTold && !known.has(attempt.recordId) && lose(attempt)),
    );
    if (changed.length > 0) onChange(contact, changed);
  }

  /** @returns the attempt, where this server did not know how it stands */
  function adopt(contact: ContactRef, standing: Standing, known: ReadonlySet<string>): Attempt | undefined {
    const { verification, recordId, level } = standing;
    const here = book.get(contact, verification.verifyTypeCode);
    if (!here?.isElsewhere && here?.recordId === recordId) {
      // What runs here is known better here, but for an end that somebody else wrote.
      const isOver = verification.endedAt !== undefined && isRunning(here) && !here.isEnding;
      if (!isOver) return undefined;
      here.isElsewhere = true;
      here.run.abort();
      here.verification = verification;
      return here;
    }
    // It has begun here since.
    if (here && !here.isElsewhere && !known.has(here.recordId)) return undefined;
    here?.stopTimer?.();
    const attempt: Attempt = {
      ...standing,
      ...(level !== undefined && { level }),
      ...{ isTold: true, isEnding: false, isElsewhere: true },
      run: here?.recordId === recordId ? here.run : new AbortController(),
    };
    book.set(attempt);
    return attempt;
  }

  /**
   * The store has lost its record. Nothing counts that is not written down; what runs here finds out by itself.
   *
   * @returns whether that changes anything
   */
  function lose(attempt: Attempt): boolean {
    const { step: _step, ...rest } = attempt.verification;
    if (isRunning(attempt)) {
      if (!attempt.isElsewhere) return false;
      attempt.verification = { ...rest, result: 3, endedAt: clock.now() };
      return true;
    }
    if (rest.result !== 1) return false;
    attempt.verification = { ...rest, result: 0 };
    return true;
  }

  function look(contact: ContactRef): void {
    sync(contact).catch((error: unknown) => {
      logger.warn('What other servers wrote about a contact could not be read', error);
    });
  }

  function running(): ReadonlyMap<string, ContactRef> {
    const mine = [...book.all()].filter((attempt) => !attempt.isElsewhere && isRunning(attempt) && attempt.isTold);
    return new Map(mine.map((attempt) => [attempt.recordId, contactOf(attempt)]));
  }

  const lookOut = createLookOut({
    ...{ shared, clock, logger, running },
    onNews(contacts) {
      const wanted = new Map(contacts.filter(isWanted).map((contact) => [contactKey(contact), contact]));
      for (const contact of wanted.values()) look(contact);
    },
  });

  return { ...lookOut, sync, look };
}
