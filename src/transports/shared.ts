import type { Clock } from '../clock.js';
import type { ReconnectPolicy } from '../connection/reconnect-policy.js';
import type { Transport } from '../connection/transport.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { shareTransport, type SharedTransport } from './shared/share.js';
import { browserTab } from './shared/tab.js';

export type { SharedTransport };

export interface SharedTransportOptions {
  /**
   * Tabs of one origin that give the same name share one link. Put in what tells two agents apart, such as the work
   * number: who is given the same name sees the same state and may do the same.
   */
  readonly name: string;
  /** How the owner reconnects its link. */
  readonly reconnect?: Partial<ReconnectPolicy>;
  readonly clock?: Clock;
}

/**
 * One link for all tabs of an origin: one tab, the owner, opens the wrapped transport; all tabs show its state and act
 * through it. When the owner closes, freezes, hangs or crashes, another tab opens its own link and leads.
 *
 * During a take-over `connection.status` says `stale`: requests in flight reject with `bridge/peer-gone` and are not
 * repeated, new ones wait for the next owner, and what changed meanwhile comes as events. A tab that slept says `stale`
 * until it has asked again. While the owner's own link is down, all tabs say `stale`, why, and when it is tried again.
 * How that link comes back is said by `reconnect` here; the `reconnect` of `connect` has no part in it.
 *
 * On plain http there are no Web Locks: there a lease in IndexedDB decides, at its best effort; for a moment two tabs
 * may take themselves for the owner. In a frame of another site browsers keep tabs apart by the site around them: each
 * site has an owner of its own, and the second one to sign in gets `auth/signed-in-elsewhere`. The same holds for two
 * browsers or profiles.
 *
 * A transport whose media lives in its page (a telephone in the browser) loses its calls with the owner's page.
 *
 * @throws AiccError `config/secret-in-browser`; `bridge/opaque-origin` when opened in a sandboxed frame without an origin
 * @example
 * const transport = sharedTransport(httpTransport({ baseUrl: '/aicc', getToken }), { name: 'agent-371' });
 * const connection = await connect(transport);
 * transport.onOwner(() => ringTone.update()); // plays while `transport.isOwner` and a call rings
 */
export function sharedTransport(transport: Transport, options: SharedTransportOptions): SharedTransport {
  refuseSecrets(options);
  return shareTransport(transport, options, browserTab(options.clock));
}
