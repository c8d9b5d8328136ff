import type { Clock } from '../clock.js';
import { AiccError } from '../errors.js';

/**
 * Work that ends in time, and when its signal aborts, whether or not it listens: what comes later is dropped.
 *
 * @throws AiccError `net/timeout`; the reason of the signal; what the work throws
 */
export function limited<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const inner = new AbortController();
    const end = (reason: Error): void => {
      clean();
      inner.abort(reason);
      reject(reason);
    };
    const onAbort = (): void => {
      end(signal.reason as Error);
    };
    const timer = clock.setTimeout(() => {
      end(new AiccError('net/timeout'));
    }, ms);
    const clean = (): void => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else work(inner.signal).then(resolve, reject).finally(clean);
  });
}

/** So much time, or less when the signal aborts. */
export const pause = (clock: Clock, ms: number, signal: AbortSignal): Promise<unknown> =>
  limited(clock, ms, signal, () => new Promise(() => undefined)).catch(() => undefined);
