import type { Clock } from '../../clock.js';
import type { Logger } from '../../log.js';
import type { ContactRef, SharedAttempts } from './shared-attempts.js';

export interface LookOutOptions {
  readonly shared: SharedAttempts;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The records of the attempts that run here. */
  readonly running: () => ReadonlyMap<string, ContactRef>;
  /** Others have written about these contacts. */
  readonly onNews: (contacts: readonly ContactRef[]) => void;
}

/** How many leases one command renews: it holds the store up. */
const batchSize = 1000;

/** Looks from time to time what other servers did, and tells them that this one lives. */
export interface LookOut {
  start(): void;
  stop(): void;
}

export function createLookOut({ shared, clock, logger, running, onNews }: LookOutOptions): LookOut {
  let isOn = false;
  let isLooking = false;
  let timer: unknown;
  let upTo: string | undefined;
  let isAway = false;

  /** Those of this third of a lease, whose turn has not come yet: with many attempts each look renews a part of them. */
  let queue: string[] = [];
  let share = 0;

  function* batches(mine: ReadonlyMap<string, ContactRef>): Generator<string[]> {
    if (queue.length === 0) {
      queue = [...mine.keys()];
      share = Math.ceil((queue.length * 3 * shared.lookEveryMs) / shared.leaseMs);
    }
    const due = queue.splice(0, share);
    do {
      yield due.splice(0, batchSize);
    } while (due.length > 0);
  }

  async function look(): Promise<void> {
    const mine = running();
    try {
      for (const batch of batches(mine)) {
        const tended = await shared.tend(batch, upTo);
        ({ upTo } = tended);
        isAway = false;
        const ended = tended.ended.flatMap((id) => mine.get(id) ?? []);
        const contacts = [...ended, ...tended.changed];
        if (isOn && contacts.length > 0) onNews(contacts);
      }
    } catch (error) {
      // Once: what runs here ends by itself when it cannot write its next step.
      if (!isAway) logger.warn('The store is away: other servers are not heard', error);
      isAway = true;
    }
  }

  function round(): void {
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
      if (isOn) timer = clock.setTimeout(round, shared.lookEveryMs);
    });
  }

  return {
    start() {
      if (isOn) return;
      isOn = true;
      // A round that is under way goes on.
      if (!isLooking) round();
    },
    stop() {
      isOn = false;
      clock.clearTimeout(timer);
    },
  };
}
