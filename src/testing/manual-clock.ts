import type { Clock } from '../clock.js';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /**
   * Lets time pass. Timers run in the order in which they are due, each at its own time; before, between and after
   * them everything that only waits for promises or messages of the same realm goes on.
   *
   * @param ms How far, in milliseconds; 0 runs what is due already.
   */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A clock for tests, for {@link createContactCenter} and for `connect`.
 *
 * @param startMs What it shows at first, in milliseconds since the epoch. @default the start of 2026
 * @example
 * const clock = createManualClock();
 * const center = createContactCenter({ clock, agents: [{ workNo: '371' }] });
 * await clock.advance(30_000); // wrap-up is over
 */
export function createManualClock(startMs: number = Date.UTC(2026, 0, 1)): ManualClock {
  const timers = new Set<Timer>();
  let now = startMs;

  const nextDue = (until: number): Timer | undefined => {
    let next: Timer | undefined;
    // A set keeps the order of insertion, which decides among timers of one moment.
    for (const timer of timers) if (timer.at <= until && (!next || timer.at < next.at)) next = timer;
    return next;
  };

  return {
    now: () => now,
    setTimeout(callback, ms) {
      const timer: Timer = { at: now + Math.max(0, ms), callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout(handle) {
      timers.delete(handle as Timer);
    },
    async advance(ms) {
      const until = now + ms;
      await turn();
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.callback();
        await turn();
      }
      now = Math.max(now, until);
    },
  };
}

/** One turn of the event loop, by a message: a test may have put fake timers in place of the real ones. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
