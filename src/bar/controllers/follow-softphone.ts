import type { LiveElement } from '../live-element.js';
import type { Softphone, SoftphoneEvents, SoftphoneState } from '../../softphone/softphone.js';

/** The softphone's events that the page hears, as `aicc-…`. */
const told = ['agent', 'ringing', 'answered', 'ended', 'contactEnded', 'conflict', 'failed'] as const;

const domName = (name: string): string => `aicc-${name.replace('E', '-e')}`;

export interface Followed {
  /** The newest state, undefined without a softphone. */
  readonly state: SoftphoneState | undefined;
  use(softphone: Softphone | undefined): void;
}

const isAlike = (one: SoftphoneState | undefined, other: SoftphoneState | undefined): boolean =>
  (Object.keys({ ...one, ...other }) as (keyof SoftphoneState)[]).every((name) => one?.[name] === other?.[name]);

/** Listens to a softphone while the bar is in a document: renders what changed and passes events on. */
export function followSoftphone(host: LiveElement, failed: (event: SoftphoneEvents['failed']) => void): Followed {
  let softphone: Softphone | undefined;
  let state: SoftphoneState | undefined;
  let listening: AbortController | undefined;

  const show = (next: SoftphoneState | undefined): void => {
    if (!isAlike(state, next)) host.requestUpdate();
    state = next;
  };
  const stop = (): void => listening?.abort();
  const start = (): void => {
    stop();
    show(softphone?.state());
    if (!softphone || !host.isConnected) return;
    listening = new AbortController();
    const { signal } = listening;
    softphone.on('change', show, { signal });
    softphone.on('failed', failed, { signal });
    for (const name of told) {
      const tell = (detail: unknown): boolean =>
        host.dispatchEvent(new CustomEvent(domName(name), { detail, bubbles: true, composed: true }));
      softphone.on(name, tell, { signal });
    }
  };

  host.addController({ connected: start, disconnected: stop });
  return {
    get state() {
      return state;
    },
    use(next) {
      softphone = next;
      start();
    },
  };
}
