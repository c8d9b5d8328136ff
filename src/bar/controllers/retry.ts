import type { Clock } from '../../clock.js';
import type { LiveElement } from '../live-element.js';

/**
 * Tries again what failed: after a second, after twice as long each time up to a minute, and at once when the browser
 * is online again or the element comes back into a document.
 *
 * @returns says that it failed
 */
export function retryLater(host: LiveElement, clock: () => Clock, again: () => void): () => void {
  let failures = 0;
  let timer: unknown;
  const stop = (): void => {
    clock().clearTimeout(timer);
    timer = undefined;
    removeEventListener('online', retry);
  };
  const retry = (): void => {
    stop();
    again();
  };
  host.addController({
    connected() {
      if (failures > 0) again();
    },
    disconnected: stop,
  });
  return () => {
    if (timer !== undefined || !host.isConnected) return;
    timer = clock().setTimeout(retry, Math.min(1000 * 2 ** failures, 60_000));
    failures += 1;
    addEventListener('online', retry);
  };
}
