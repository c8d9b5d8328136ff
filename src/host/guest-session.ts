import type { Clock } from '../clock.js';
import type { Connection } from '../connection/connection.js';
import type { Relay } from '../connection/relay.js';
import type { AiccError } from '../errors.js';
import type { CenterEvent } from '../protocol/events.js';
import { isRecord } from '../protocol/guards.js';
import type { CapabilityTable, Operation, SnapshotReading } from '../protocol/operations.js';
import type { HandshakePeer } from '../wire/handshake.js';
import { createServingChannel, type ServingChannel } from '../wire/serving.js';
import type { DialGate } from './dial-gate.js';
import { createGuestOperations } from './guest-operations.js';
import type { GuestPolicy } from './guest-policy.js';
import { createGuestView } from './guest-view.js';

export interface GuestSessionOptions {
  readonly port: MessagePort;
  readonly peer: HandshakePeer;
  readonly policy: GuestPolicy;
  readonly connection: Connection;
  /** Of that connection. */
  readonly relay: Relay;
  /** Of the guest's origin, not of the session: connecting anew resets nothing. */
  readonly dialGate: DialGate;
  readonly clock: Clock;
  readonly session: string;
  readonly name: string;
  readonly version: string;
  readonly locale: string;
  readonly heartbeatMs: number;
  /** Once, when the guest showed that it took its port. */
  readonly onAccepted: () => void;
  readonly onGone: (error: AiccError) => void;
}

/** Counts of one session, for a support ticket. */
export interface SessionDiagnostics {
  /** As in the `guest` events. */
  readonly session: string;
  readonly origin: string;
  /** Whether the guest has taken its port: before that it may be nobody. */
  readonly accepted: boolean;
  /** Messages that were refused by the check. */
  readonly violations: number;
  /** Dials and contacts that were too many. */
  readonly rateLimited: number;
}

export interface GuestSession extends Pick<ServingChannel, 'close' | 'probe'> {
  diagnostics(): SessionDiagnostics;
}

/** Serves a connection to one guest, through its policy. */
export function serveGuest(options: GuestSessionOptions): GuestSession {
  const { port, peer, policy, connection, relay, clock, session } = options;
  const view = createGuestView(policy);
  /** Numbers of this session's own: what the guest may not see leaves no gap. */
  let seq = 0;
  let isWelcomed = false;
  let isAccepted = false;
  let rateLimited = 0;
  let violations = 0;

  const perform = createGuestOperations({
    ...{ origin: peer.origin, policy, view, connection, dialGate: options.dialGate },
    onRateLimited: () => (rateLimited += 1),
  });

  // Before the channel listens: the guest is there before anything that it asks for is done.
  const onMessage = ({ data }: MessageEvent<unknown>): void => {
    if (!isWelcomed || (isRecord(data) && data['type'] === 'bye')) return;
    isAccepted = true;
    port.removeEventListener('message', onMessage);
    options.onAccepted();
  };
  port.addEventListener('message', onMessage);

  const channel = createServingChannel({
    port,
    clock,
    heartbeatMs: options.heartbeatMs,
    count(what) {
      if (what === 'violations') violations += 1;
    },
    serve: (call) => (call.operation === 'snapshot' ? reading() : perform(call)),
    onGone(error) {
      relayed.stop();
      options.onGone(error);
    },
  });
  const relayed = relay.follow({ state: tellState, event: tellEvent });
  tellState();

  function reading(): SnapshotReading {
    return { snapshot: view.snapshot(connection.snapshot()), seq };
  }

  /** The whole state. What is relayed after it has not been told yet. */
  function tellState(): void {
    const { stale, offered } = relay.state;
    // Before its first link nobody knows what the connection offers, and a guest that was told of nothing would refuse
    // to ask. So the welcome waits, and the guest's own handshake time-out tells its page meanwhile.
    if (!offered) return;
    const isFirst = !isWelcomed;
    isWelcomed = true;
    relayed.whole();
    if (!isFirst) seq += 1;
    const state = { capabilities: tableOf(offered, policy), stale, ...reading() };
    if (!isFirst) {
      channel.send({ type: 'state', ...state });
      return;
    }
    const { name, version, locale, heartbeatMs } = options;
    const { protocol } = peer;
    channel.send({ type: 'welcome', protocol, name, version, session, locale, heartbeatMs, ...state });
    // Its pong says that there is a guest behind the port.
    channel.send({ type: 'ping' });
  }

  function tellEvent(event: CenterEvent): void {
    if (!isWelcomed) return;
    const visible = view.event(event);
    if (visible) channel.send({ type: 'event', seq: ++seq, event: visible });
    // What a guest sees of calls and results ends with the contact, also where it does not see the contact.
    else if (event.type === 'contact.ended') tellState();
  }

  return {
    probe: channel.probe,
    close(reason) {
      relayed.stop();
      channel.close(reason);
    },
    diagnostics: () => ({
      ...{ session, origin: peer.origin, accepted: isAccepted, rateLimited, violations },
    }),
  };
}

function tableOf(offered: readonly Operation[], policy: GuestPolicy): CapabilityTable {
  const mayUse = (operation: Operation): boolean => operation === 'snapshot' || policy.operations.includes(operation);
  const grants = offered.map((each): [Operation, true | 'not-allowed'] => [each, mayUse(each) || 'not-allowed']);
  return Object.fromEntries(grants);
}
