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
      end(new AiccError('net/timeout', `No access token came within ${ms} ms`));
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

/** The promise, or `net/aborted` as soon as the one caller of many does not want it any more. */
export function unlessAborted<T>(signal: AbortSignal | undefined, start: () => Promise<T>): Promise<T> {
  if (!signal) return start();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(new AiccError('net/aborted', 'The access token is not needed any more', { cause: signal.reason }));
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort);
    start()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', onAbort);
      });
  });
}
