import type { Clock } from '../clock.js';

export interface Heartbeat {
  /** Any message of the peer is a sign of life. */
  heard(): void;
  /** Another interval from now on, in milliseconds. */
  every(ms: number): void;
  /** Ends with the peer unless it gives a sign of life within `ms`. */
  probe(ms: number): void;
  stop(): void;
}

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Between two pings of an idle session, in milliseconds. */
  readonly intervalMs: number;
  readonly ping: () => void;
  /** Since when the oldest request waits without any answer. */
  readonly oldestWaiting?: (() => number | undefined) | undefined;
  readonly onGone: () => void;
}

const tickMs = 1000;
const allowedMisses = 3;

/**
 * Notices a peer that goes without a word (a crash, a hang).
 *
 * An idle session is pinged every interval; three pings without a sign of life end it. A request that waits a second
 * without an answer makes it ping each second. A tick that comes late means that this side slept or was blocked, and
 * what the peer sent meanwhile may not have been read yet: the count starts anew.
 */
export function createHeartbeat({ clock, ping, oldestWaiting, onGone, ...options }: HeartbeatOptions): Heartbeat {
  let { intervalMs } = options;
  let heardAt = clock.now();
  let pingedAt = heardAt;
  let tickedAt = heardAt;
  let misses = 0;
  let probing: unknown;
  let timer = clock.setTimeout(tick, tickMs);

  function tick(): void {
    const now = clock.now();
    const slept = now - tickedAt > 2.5 * tickMs || now < tickedAt;
    tickedAt = now;
    timer = clock.setTimeout(tick, tickMs);
    if (slept) {
      misses = 0;
      heardAt = now;
    }
    const waitingSince = oldestWaiting?.();
    const every = waitingSince !== undefined && now - waitingSince >= tickMs ? tickMs : intervalMs;
    // Half a tick of tolerance: ticks drift.
    if (now - Math.max(heardAt, pingedAt) < every - tickMs / 2) return;
    if (misses >= allowedMisses) {
      onGone();
      return;
    }
    misses += 1;
    pingedAt = now;
    ping();
  }

  return {
    heard() {
      heardAt = clock.now();
      misses = 0;
      if (probing === undefined) return;
      clock.clearTimeout(probing);
      probing = undefined;
    },
    every(ms) {
      intervalMs = ms;
    },
    probe(ms) {
      if (probing !== undefined) return;
      ping();
      probing = clock.setTimeout(onGone, ms);
    },
    stop() {
      clock.clearTimeout(timer);
      clock.clearTimeout(probing);
    },
  };
}
