import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';

/** One time for several things, one after the other. */
export interface Deadline {
  /** What is left, in milliseconds. @throws AiccError `net/timeout` where that is nothing */
  left(): number;
  /** Waits for somebody else's work, which goes on by itself. @throws AiccError `net/timeout`, `net/aborted` */
  race<Value>(work: Promise<Value>, signal?: AbortSignal): Promise<Value>;
}

export function createDeadline(timeoutMs: number, clock: Clock): Deadline {
  const end = clock.now() + timeoutMs;
  const late = (): AiccError => new AiccError('net/timeout', `The other system was not done within ${timeoutMs} ms`);

  function left(): number {
    const ms = end - clock.now();
    if (ms <= 0) throw late();
    return ms;
  }

  return {
    left,
    async race(work, signal) {
      let timer: unknown;
      let giveUp = (): void => undefined;
      const over = new Promise<never>((_, reject) => {
        timer = clock.setTimeout(() => {
          reject(late());
        }, left());
        giveUp = () => {
          reject(new AiccError('net/aborted', 'The caller gave up'));
        };
      });
      // Whoever loses has no listener.
      over.catch(() => undefined);
      work.catch(() => undefined);
      if (signal?.aborted) giveUp();
      signal?.addEventListener('abort', giveUp);
      try {
        return await Promise.race([over, work]);
      } finally {
        clock.clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      }
    },
  };
}
