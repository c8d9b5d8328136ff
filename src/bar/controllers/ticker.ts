import type { LiveElement } from '../live-element.js';
import type { Clock } from '../../clock.js';

/** Renders again at each full second, while something on show counts and no longer. */
export function tickWhile(host: LiveElement, clock: () => Clock, counts: () => boolean): void {
  let timer: unknown;
  const stop = (): void => {
    if (timer !== undefined) clock().clearTimeout(timer);
    timer = undefined;
  };
  host.addController({
    updated() {
      // The last rendering may come after the removal.
      if (!host.isConnected || !counts()) stop();
      else
        timer ??= clock().setTimeout(
          () => {
            timer = undefined;
            host.requestUpdate();
          },
          1000 - (clock().now() % 1000),
        );
    },
    disconnected: stop,
  });
}
