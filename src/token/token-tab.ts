import { systemClock, type Clock } from '../clock.js';
import { leaseLock, webLock, type TabLock } from './tab-lock.js';

/** What a token manager has of its browser. */
export interface TokenTab {
  readonly clock: Clock;
  readonly random: () => number;
  /** A channel to the other tabs; `undefined` where there are none to be heard. */
  channel(name: string): BroadcastChannel | undefined;
  readonly lock: TabLock;
  /** Calls when time may have passed unseen, or the network came back (true). Returns how to stop. */
  onWake(listener: (isOnline: boolean) => void): () => void;
}

const wakeEvents = ['visibilitychange', 'focus', 'online', 'pageshow'] as const;

export function browserTokenTab(clock: Clock = systemClock): TokenTab {
  // None of it is certain: plain http, a frame without an origin, Node.
  const page: Partial<typeof globalThis> = globalThis;
  const { indexedDB, BroadcastChannel, document } = page;
  const locks = page.navigator?.locks;
  return {
    clock,
    random: Math.random,
    channel(name) {
      // Node's would keep the process alive, and has no other tabs.
      return BroadcastChannel && document && new BroadcastChannel(name);
    },
    lock: locks ? webLock(locks) : indexedDB ? leaseLock(indexedDB, clock) : (_name, _wait, work) => work(false),
    onWake(listener) {
      const onEvent = ({ type }: Event): void => {
        listener(type === 'online');
      };
      for (const type of wakeEvents) page.addEventListener?.(type, onEvent);
      return () => {
        for (const type of wakeEvents) page.removeEventListener?.(type, onEvent);
      };
    },
  };
}
