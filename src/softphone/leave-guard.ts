import type { SubscribeOptions, Unsubscribe } from '../emitter.js';
import type { Softphone, SoftphoneState } from './softphone.js';

export interface LeaveGuardOptions extends SubscribeOptions {
  /**
   * When leaving is to be asked about.
   *
   * @default while a call is live: it rings, is dialled, talks or is held
   */
  readonly when?: (state: SoftphoneState) => boolean;
  /** @default the page's own */
  readonly window?: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

/**
 * Lets the browser ask before the agent leaves or reloads the page during a call.
 *
 * It listens to `beforeunload` only as long as there is something to protect: a permanent listener costs a page the
 * back/forward cache in some browsers. Browsers show their own words, and only to somebody who has used the page.
 *
 * @returns what ends the protection; so does `signal`.
 * @example
 * const stop = protectLeaving(softphone);
 */
export function protectLeaving(softphone: Softphone, options: LeaveGuardOptions = {}): Unsubscribe {
  const { signal, window: page = window, when = ({ calls }: SoftphoneState) => calls.length > 0 } = options;
  const ask = (event: Event): void => {
    event.preventDefault();
    // Older browsers heed only this.
    Reflect.set(event, 'returnValue', true);
  };
  const stop = (): void => {
    off();
    page.removeEventListener('beforeunload', ask);
    signal?.removeEventListener('abort', stop);
  };
  const update = (state: SoftphoneState): void => {
    // The same listener counts once.
    if (when(state)) page.addEventListener('beforeunload', ask);
    else page.removeEventListener('beforeunload', ask);
  };
  const off = softphone.on('change', update);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  else update(softphone.state());
  return stop;
}
