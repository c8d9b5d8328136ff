import type { LitElement } from 'lit';
import type { Softphone, SoftphoneEvents, SoftphoneState } from '../../softphone/softphone.js';
import type { BarEventMap } from '../events.js';

/** The softphone's events as the page hears them. */
const domNames = {
  agent: 'aicc-agent',
  ringing: 'aicc-ringing',
  answered: 'aicc-answered',
  ended: 'aicc-ended',
  contactEnded: 'aicc-contact-ended',
  conflict: 'aicc-conflict',
  failed: 'aicc-failed',
} as const satisfies Partial<Record<keyof SoftphoneEvents, keyof BarEventMap>>;

const shown = ['status', 'error', 'nextTryAt', 'agent', 'calls', 'contacts', 'focusedContactId', 'allowed'] as const;

export interface Followed {
  /** The newest state, undefined without a softphone. */
  readonly state: SoftphoneState | undefined;
  use(softphone: Softphone | undefined): void;
}

/** Listens to a softphone while the bar is in a document: renders what changed and passes events on. */
export function followSoftphone(host: LitElement, failed: (event: SoftphoneEvents['failed']) => void): Followed {
  let softphone: Softphone | undefined;
  let state: SoftphoneState | undefined;
  let listening: AbortController | undefined;

  const show = (next: SoftphoneState | undefined): void => {
    if (shown.some((name) => state?.[name] !== next?.[name])) host.requestUpdate();
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
    for (const name of Object.keys(domNames) as (keyof typeof domNames)[]) {
      const tell = (detail: unknown): boolean =>
        host.dispatchEvent(new CustomEvent(domNames[name], { detail, bubbles: true, composed: true }));
      softphone.on(name, tell, { signal });
    }
  };

  host.addController({ hostConnected: start, hostDisconnected: stop });
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
