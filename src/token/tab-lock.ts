import type { Clock } from '../clock.js';
import { changeLease } from '../lease-store.js';
import { randomId } from '../random-id.js';
import { pause } from './limited.js';

/**
 * Does work while no other tab does work of this name. When `wait` aborts, or where the browser has no means to keep
 * tabs apart, the work begins without the lock; nothing is ever stolen.
 *
 * @param work Learns whether another tab had the lock before.
 */
export type TabLock = <T>(name: string, wait: AbortSignal, work: (hasWaited: boolean) => Promise<T>) => Promise<T>;

export const webLock =
  (locks: LockManager): TabLock =>
  async <T>(name: string, wait: AbortSignal, work: (hasWaited: boolean) => Promise<T>): Promise<T> => {
    let done: Promise<T> | undefined;
    try {
      await locks.request(name, { ifAvailable: true }, (lock) => lock && (done = work(false)));
      if (!done) await locks.request(name, { signal: wait }, () => (done = work(true)));
    } catch {
      // The wait was ended, or a page without an origin has no locks. What the work failed with is in `done`.
    }
    return done ?? work(true);
  };

interface Lease {
  readonly id: string;
  readonly until: number;
}

const lifeMs = 4000;
const renewMs = 1000;
const lookMs = 100;

/** For plain http, where there are no Web Locks. After a crash the lease has to run out first. */
export const leaseLock =
  (database: IDBFactory, clock: Clock): TabLock =>
  async (name, wait, work) => {
    const id = randomId();
    let hasWaited = false;
    let isOurs = false as boolean;
    let timer: unknown;

    const change = (decide: (lease: Lease | undefined, now: number) => Lease | null | undefined): Promise<unknown> =>
      changeLease<Lease>(database, name, (lease) => decide(lease, clock.now()));
    const claim = (): Promise<unknown> =>
      change((lease, now) => {
        const left = lease ? lease.until - now : -1;
        // Longer than it can be: the time of day was set back.
        isOurs = lease?.id === id || left < 0 || left > lifeMs;
        return isOurs ? { id, until: now + lifeMs } : undefined;
      }).catch(() => {
        isOurs = true;
      });
    const keep = (): void => {
      timer = clock.setTimeout(() => {
        change((lease, now) => (lease?.id === id ? { id, until: now + lifeMs } : undefined)).catch(() => undefined);
        keep();
      }, renewMs);
    };

    for (;;) {
      await claim();
      if (isOurs || wait.aborted) break;
      hasWaited = true;
      await pause(clock, lookMs, wait);
    }
    if (isOurs) keep();
    try {
      return await work(hasWaited);
    } finally {
      clock.clearTimeout(timer);
      change((lease) => (lease?.id === id ? null : undefined)).catch(() => undefined);
    }
  };
