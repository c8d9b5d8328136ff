import type { Clock } from '../clock.js';
import { AiccError } from '../errors.js';
import { isRecord, own } from '../protocol/guards.js';
import { createHeartbeat } from './heartbeat.js';
import type { MessageForms, PortMessage } from './messages.js';

export interface ChannelOptions<Received extends PortMessage> {
  readonly port: MessagePort;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** The form of what the other side may say. */
  readonly forms: MessageForms;
  readonly onMessage: (message: Received) => void;
  /** A message of a known type in a wrong form; `id` is whatever it names. */
  readonly onViolation: (id: unknown) => void;
  /** Since when the oldest request waits without any answer. */
  readonly oldestWaiting?: () => number | undefined;
  /** Once, at the end, however it came. */
  readonly onEnd: (reason: AiccError) => void;
  /** Once, when the session ended other than by `close`; after `onEnd`. */
  readonly onGone: (reason: AiccError) => void;
}

/** One session over one port: what both sides of it have in common. */
export interface Channel {
  /** How many messages were refused by the check. */
  readonly violations: () => number;
  /** @throws AiccError `bridge/uncloneable` */
  send(message: PortMessage): void;
  /** Says good-bye and stops. */
  close(reason?: AiccError): void;
  /** Another interval of the heartbeat, in milliseconds. */
  beat(ms: number): void;
  /** Doubts the peer: it is gone unless it gives a sign of life within `ms`. */
  probe(ms: number): void;
}

export function createChannel<Received extends PortMessage>(options: ChannelOptions<Received>): Channel {
  const { port, clock, forms } = options;
  let violations = 0;
  let isOpen = true;

  const send = (message: PortMessage): void => {
    if (!isOpen) return;
    try {
      port.postMessage(message);
    } catch (cause) {
      throw new AiccError('bridge/uncloneable', 'The value cannot be sent to another frame', { cause });
    }
  };

  const stop = (reason: AiccError): boolean => {
    if (!isOpen) return false;
    isOpen = false;
    heartbeat.stop();
    port.onmessage = null;
    port.removeEventListener('close', onClose);
    port.close();
    options.onEnd(reason);
    return true;
  };

  const gone = (why: string): void => {
    const reason = new AiccError('bridge/peer-gone', `The other side ${why}`);
    if (stop(reason)) options.onGone(reason);
  };

  const heartbeat = createHeartbeat({
    clock,
    intervalMs: options.heartbeatMs,
    ping: () => {
      send({ type: 'ping' });
    },
    oldestWaiting: options.oldestWaiting,
    onGone: () => {
      // The peer may only have been slow; then this tells it to begin again.
      send({ type: 'bye' });
      gone('stopped answering');
    },
  });

  const receive = (data: unknown): void => {
    heartbeat.heard();
    const type = isRecord(data) ? data['type'] : undefined;
    const check = own(forms, type);
    if (type === 'ping') send({ type: 'pong' });
    else if (type === 'bye') gone('said good-bye');
    else if (check?.(data)) options.onMessage(data as Received);
    // Any other type may be of a newer protocol.
    else if (check || typeof type !== 'string') violation(isRecord(data) && data['id']);
  };

  const violation = (id: unknown): void => {
    violations += 1;
    options.onViolation(id);
  };

  // Few browsers have it, and none need it here: the heartbeat notices too, later.
  const onClose = (): void => {
    gone('closed the channel');
  };
  port.addEventListener('close', onClose);
  port.onmessage = (event: MessageEvent<unknown>) => {
    receive(event.data);
  };

  return {
    violations: () => violations,
    send,
    close(reason = new AiccError('bridge/closed', 'The connection was closed')) {
      send({ type: 'bye' });
      stop(reason);
    },
    beat: heartbeat.every,
    probe: heartbeat.probe,
  };
}
