import type { Clock } from '../clock.js';
import { AiccError } from '../errors.js';
import { isRecord, own } from '../protocol/guards.js';
import type { MessageForms, PortMessage } from './messages.js';

/** What counts as wrong or out of place, for a support ticket. */
export type Oddity = 'violations' | 'lateAnswers';

export interface ChannelOptions {
  readonly port: MessagePort;
  readonly clock: Clock;
  /** Between two pings of an idle session, in milliseconds. */
  readonly heartbeatMs: number;
  /** Once, when the session ended other than by `close`; what was in flight has been ended before. */
  readonly onGone: (reason: AiccError) => void;
  readonly count?: (what: Oddity) => void;
}

/** What one half of the RPC adds to a session. */
export interface ChannelHalf<Received extends PortMessage> {
  /** The form of what the other side may say. */
  readonly forms: MessageForms;
  onMessage(message: Received): void;
  /** A message of a known type in a wrong form; `id` is whatever it names. */
  onViolation(id: unknown): void;
  /** Whether a request has no answer yet. */
  isWaiting(): boolean;
  /** Once, at the end, however it came. */
  onEnd(reason: AiccError): void;
}

/** One session over one port: what both sides of it have in common. */
export interface Channel {
  /** @throws AiccError `bridge/uncloneable` */
  send(message: PortMessage): void;
  /** Says good-bye and stops. */
  close(reason?: AiccError): void;
  /** Another interval of the heartbeat, in milliseconds. */
  beat(ms: number): void;
  /** How many messages came: any is a sign of life. */
  heard(): number;
  /** The peer gives no sign of life. */
  giveUp(): void;
}

/**
 * Its heartbeat notices a peer that goes without a word (a crash, a hang).
 *
 * An idle session is pinged every interval, and each second while a request waits for its answer; three pings without
 * a sign of life end it. A tick that comes late means that this side slept or was blocked, and what the peer sent
 * meanwhile may not have been read yet: the count starts anew.
 */
export function createChannel<Received extends PortMessage>(
  { port, clock, heartbeatMs, onGone, count }: ChannelOptions,
  half: ChannelHalf<Received>,
): Channel {
  const tickMs = 1000;
  const allowedMisses = 3;
  let isOpen = true;
  let heard = 0;
  let misses = 0;
  let tickedAt = clock.now();
  /** When either side last said something that keeps the session. */
  let quietSince = tickedAt;
  let timer = clock.setTimeout(tick, tickMs);

  const send = (message: PortMessage): void => {
    if (!isOpen) return;
    try {
      port.postMessage(message);
    } catch (cause) {
      throw new AiccError('bridge/uncloneable', undefined, { cause });
    }
  };

  const end = (reason: AiccError): void => {
    isOpen = false;
    clock.clearTimeout(timer);
    port.onmessage = null;
    port.close();
    half.onEnd(reason);
  };

  const gone = (why: string): void => {
    if (!isOpen) return;
    const reason = new AiccError('bridge/peer-gone', why);
    end(reason);
    onGone(reason);
  };

  const giveUp = (): void => {
    // The peer may only have been slow; then this tells it to begin again.
    send({ type: 'bye' });
    gone('The peer went silent');
  };

  function tick(): void {
    const now = clock.now();
    if (now - tickedAt > 2.5 * tickMs || now < tickedAt) {
      misses = 0;
      quietSince = now;
    }
    tickedAt = now;
    timer = clock.setTimeout(tick, tickMs);
    const everyMs = half.isWaiting() ? tickMs : heartbeatMs;
    // Half a tick of tolerance: ticks drift.
    if (now - quietSince < everyMs - tickMs / 2) return;
    if (misses >= allowedMisses) {
      giveUp();
      return;
    }
    misses += 1;
    quietSince = now;
    send({ type: 'ping' });
  }

  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    heard += 1;
    misses = 0;
    quietSince = clock.now();
    const { type, id } = isRecord(data) ? data : {};
    const check = own(half.forms, type);
    if (type === 'ping') send({ type: 'pong' });
    else if (type === 'bye') gone('The peer said bye');
    else if (check?.(data)) half.onMessage(data as Received);
    // Any other type may be of a newer protocol.
    else if (check || typeof type !== 'string') {
      count?.('violations');
      half.onViolation(id);
    }
  };
  // Few browsers have it, and none need it here: the heartbeat notices too, later.
  port.addEventListener('close', () => {
    gone('The peer closed its port');
  });

  return {
    send,
    close(reason = new AiccError('bridge/closed')) {
      send({ type: 'bye' });
      if (isOpen) end(reason);
    },
    beat(ms) {
      heartbeatMs = ms;
    },
    heard: () => heard,
    giveUp,
  };
}
