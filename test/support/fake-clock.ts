import type { Clock } from '../../src/clock.js';

/** Time that moves only when a test says so. */
export interface FakeClock extends Clock {
  /** Lets time pass: every timer that falls due runs at its own moment, in order. */
  advance(ms: number): void;
  /** A sleep: time leaps, and what fell due meanwhile runs only now, late. */
  leap(ms: number): void;
  /** How many timers are set. */
  readonly timers: number;
  /** How many timers were ever set. */
  readonly timersEverSet: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export function createFakeClock(start = 1_000_000): FakeClock {
  const timers = new Map<number, Timer>();
  let time = start;
  let lastHandle = 0;

  const nextUntil = (limit: number): [handle: number, timer: Timer] | undefined => {
    const due = [...timers].filter(([, timer]) => timer.at <= limit);
    return due.sort(([a, first], [b, second]) => first.at - second.at || a - b)[0];
  };

  const runUntil = (limit: number, runsLate: boolean): void => {
    for (let next; (next = nextUntil(limit));) {
      const [handle, timer] = next;
      timers.delete(handle);
      if (!runsLate) time = Math.max(time, timer.at);
      timer.callback();
    }
  };

  return {
    now: () => time,
    setTimeout(callback, ms) {
      lastHandle += 1;
      timers.set(lastHandle, { at: time + Math.max(0, ms), callback });
      return lastHandle;
    },
    clearTimeout(handle) {
      timers.delete(handle as number);
    },
    advance(ms) {
      const until = time + ms;
      runUntil(until, false);
      time = until;
    },
    leap(ms) {
      time += ms;
      runUntil(time, true);
    },
    get timers() {
      return timers.size;
    },
    get timersEverSet() {
      return lastHandle;
    },
  };
}
