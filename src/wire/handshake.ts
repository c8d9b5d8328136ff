/**
 * How two windows that do not know when the other one is ready find each other, and speak from then on.
 *
 * The frame protocol, version 1
 *
 *  1. Each side has a random id: the guest a new one at every opening, the host one per attachment.
 *  2. SYN. Each side posts `{ aicc: 'syn', id, min, max }` when it begins, and once in answer to the first SYN of an
 *     id that it does not know. It holds no data but the id and the versions, so it may go to `*`; nothing else may.
 *  3. Who receives checks `event.source`, then `event.origin`, then the form. What fails is counted and ignored,
 *     and the listener stays: a stranger can neither get in nor lock anybody out.
 *  4. The higher id leads: on the SYN of a lower id it makes a MessageChannel, keeps one port and sends the other
 *     with `{ aicc: 'ack', id, peer, protocol }` to the exact origin of the peer. `protocol` is the highest version
 *     that both know. No common version: nothing is sent, and the side that noticed reports
 *     `bridge/protocol-unsupported`.
 *  5. One channel per peer id: a second SYN of an id that was acknowledged, and a second ACK of an id that was
 *     accepted, are ignored. Both happen when SYNs cross. A host answers no more SYNs of a page that holds as many
 *     sessions as it may, until one of them ends; none that lives is ended for a newcomer.
 *  6. On the port the host speaks first: `welcome` with the version chosen, its name and version, the session id,
 *     locale, heartbeat interval, capability table and the snapshot. The guest is open from then on. A host whose own
 *     link has never been up does not know the table, and waits with it. A `ping` follows the welcome: the first
 *     message of the guest after it, be it the `pong`, tells the host that there is somebody at the other end.
 *  7. Then requests of the guest (`request`, `cancel`), answers of the host (`ack`, `result`, `error`), its `event`s
 *     with a sequence number, its whole `state` when more changed than events can say (the centre began anew, what
 *     lies behind the host is out of reach or back, the capabilities changed), and `ping`, `pong` and `bye` of both.
 *     A result is its own acknowledgement; `ack` goes only for requests that have not settled after 50 ms, several
 *     in one message.
 *  8. A message on the port whose type is unknown is ignored. A known type in a wrong form is counted; when it names
 *     the id of a request of the receiver, that request rejects with `bridge/protocol-violation`.
 *  9. `bye` ends a session: sent on dispose, on replacement and from `pagehide`, unless the page goes into the
 *     back/forward cache, where the port survives. Without a `bye` the heartbeat ends it (`wire/channel.ts`).
 * 10. After the end the guest begins again at 1 with a new id; the host's listener was never gone.
 */
import { protocol, type HandshakeMessage } from './messages.js';

export interface Handshake {
  /** Posts the first SYN. */
  begin(): void;
  /** For a message whose source, origin and form were checked. */
  receive(message: HandshakeMessage, origin: string, ports: readonly MessagePort[]): void;
}

export interface HandshakePeer {
  readonly id: string;
  readonly origin: string;
  readonly protocol: number;
}

export interface HandshakeOptions {
  readonly id: string;
  readonly post: (message: unknown, targetOrigin: string, transfer?: Transferable[]) => void;
  readonly onPort: (port: MessagePort, peer: HandshakePeer) => void;
  readonly onUnsupported: (origin: string) => void;
}

export function createHandshake({ id, post, onPort, onUnsupported }: HandshakeOptions): Handshake {
  /** More than a page that is loaded again and again says in a working day. */
  const maxKnown = 1000;
  /** The ids that were greeted; true for those that were joined. */
  const known = new Map<string, boolean>();
  const syn = (targetOrigin: string): void => {
    post({ aicc: 'syn', id, min: protocol, max: protocol }, targetOrigin);
  };

  return {
    begin() {
      syn('*');
    },
    receive(message, origin, [port]) {
      // Who says ever new ids must not fill the memory. One that is forgotten is greeted or joined once more.
      if (known.size > maxKnown) known.clear();
      const peer = message.id;
      const isAck = message.aicc === 'ack';
      // With one version there is nothing to choose: it is the highest that both know, or there is none.
      const isKnown = isAck ? message.protocol === protocol : message.min <= protocol && protocol <= message.max;
      const join = (ours: MessagePort): void => {
        known.set(peer, true);
        onPort(ours, { id: peer, origin, protocol });
      };
      if (peer === id || known.get(peer)) return;
      if (isAck) {
        if (port && message.peer === id && peer > id && isKnown) join(port);
      } else if (!isKnown) {
        onUnsupported(origin);
      } else if (id > peer) {
        const { port1, port2 } = new MessageChannel();
        post({ aicc: 'ack', id, peer, protocol }, origin, [port2]);
        join(port1);
      } else if (!known.has(peer)) {
        known.set(peer, false);
        syn(origin);
      }
    },
  };
}
