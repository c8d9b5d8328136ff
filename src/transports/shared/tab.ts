import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { leaseMandate } from './lease.js';
import { lockMandate, type Mandate, type MandateEvents, type Standing } from './mandate.js';

/** What a tab has of its browser. */
export interface Tab {
  readonly clock: Clock;
  /** A channel to the other tabs. */
  channel(name: string): BroadcastChannel;
  mandate(name: string, standing: Standing, events: MandateEvents): Mandate;
  /** Calls when the page is put to sleep or goes (false), and when it comes back (true). Returns how to stop. */
  onLife(listener: (isAwake: boolean) => void): () => void;
}

export function browserTab(clock: Clock = systemClock): Tab {
  return {
    clock,
    channel(name) {
      if (self.origin === 'null') throw new AiccError('bridge/opaque-origin');
      return new BroadcastChannel(name);
    },
    mandate: (name, standing, events) => {
      // Absent on plain http, whatever the types say.
      const locks = navigator.locks as LockManager | undefined;
      return locks
        ? lockMandate(locks, name, standing, events)
        : leaseMandate(indexedDB, name, clock, standing, events);
    },
    onLife(listener) {
      // The last two wake it.
      const types = ['freeze', 'pagehide', 'resume', 'pageshow'];
      const onEvent = ({ type }: Event): void => listener(types.indexOf(type) > 1);
      // Capturing: two of them are the document's.
      for (const type of types) addEventListener(type, onEvent, true);
      return () => {
        for (const type of types) removeEventListener(type, onEvent, true);
      };
    },
  };
}
