/** Time as an argument: the system's by default, a test's or the simulator's otherwise. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls back once, after so many milliseconds. The system's may do so earlier where that is more than 23 days: who has
   * to be exact looks at the time and waits anew.
   */
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // From 2 ** 31 on, `Infinity` included, a timer overflows and is over at once.
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, 2e9)),
  clearTimeout: (handle) => {
    clearTimeout(handle as ReturnType<typeof setTimeout>);
  },
};
