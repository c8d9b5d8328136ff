import type { Clock } from '../../clock.js';
import { changeLease } from '../../lease-store.js';
import type { Mandate, MandateEvents, Standing } from './mandate.js';

interface Lease {
  readonly id: string;
  readonly term: number;
  readonly until: number;
}

const lifeMs = 3000;
/** An owner that lives has answered by then. */
const answerMs = 150;

/**
 * For plain http, where there are no Web Locks: a lease, granted and renewed each in one IndexedDB transaction, so that
 * no two tabs find it free. Best effort: after a crash it has to run out first, and a tab that was suspended may take
 * itself for the owner until it runs its next timer.
 */
export function leaseMandate(
  database: IDBFactory,
  name: string,
  clock: Clock,
  { id, term, next, isVacant }: Standing,
  { granted, revoked }: MandateEvents,
): Mandate {
  let isHeld = false;
  let timer: unknown;

  const change = (decide: (lease: Lease | undefined) => Lease | null | undefined): Promise<unknown> =>
    changeLease(database, name, decide);

  const release = (): void => {
    clock.clearTimeout(timer);
    isHeld = false;
    change((lease) => (lease?.id === id ? null : undefined)).catch(() => undefined);
  };

  const claim = async (): Promise<void> => {
    const was = isHeld;
    let isOurs = true as boolean;
    let begun = next();
    await change((lease) => {
      const now = clock.now();
      const left = lease ? lease.until - now : -1;
      isOurs =
        lease?.id === id ||
        left < 0 ||
        // Longer than it can be: the time of day was set back.
        left > lifeMs ||
        // The owner that is known to be gone.
        (!was && Number(lease?.term) <= term());
      // In here, so that no two grants begin the same term.
      if (!was && lease) begun = Math.max(begun, lease.term + 1);
      return isOurs ? { id, term: begun, until: now + lifeMs } : undefined;
      // Without a database every tab that hears no owner is one; the newer term wins.
    }).catch(() => undefined);
    if (was !== isHeld || isOurs === was) return;
    isHeld = isOurs;
    if (!isOurs) revoked();
    // Somebody may have answered meanwhile.
    else if (isVacant()) granted(begun);
    else release();
  };

  return {
    seek() {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(() => {
        if (isVacant()) void claim();
      }, answerMs);
    },
    renew: claim,
    release,
  };
}
