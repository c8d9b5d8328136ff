import type { Clock } from '../clock.js';
import type { TransportSink } from '../connection/transport.js';
import type { CenterEvent } from '../protocol/events.js';
import type { FaultBox } from './faults.js';

export interface DeliveryOptions {
  readonly workNo: string;
  readonly sink: TransportSink;
  readonly clock: Clock;
  readonly faults: FaultBox;
}

/** The way of events to one link, with the faults that lie on it. */
export interface Delivery {
  push(event: CenterEvent, seq: number): void;
  /** Gives what was held back for its successor to pass, when none came. */
  flushHeld(): void;
  stop(): void;
}

interface Numbered {
  readonly event: CenterEvent;
  readonly seq: number;
}

/** Events arrive in order but not in the same breath: nobody is called from within the centre's own doing. */
export function createDelivery({ workNo, sink, clock, faults }: DeliveryOptions): Delivery {
  const timers = new Set<unknown>();
  let queue: Numbered[] = [];
  let held: Numbered[] = [];
  let stopped = false;

  const give = ({ event, seq }: Numbered): void => {
    if (!stopped) sink.event(event, seq);
  };

  const flushHeld = (): void => {
    const late = held;
    held = [];
    for (const each of late) give(each);
  };

  const deliver = (each: Numbered): void => {
    const fault = faults.take('event', workNo);
    switch (fault?.kind) {
      case 'drop':
        return;
      case 'delay': {
        const timer = clock.setTimeout(() => {
          timers.delete(timer);
          give(each);
        }, fault.ms);
        timers.add(timer);
        return;
      }
      case 'reorder':
        held.push(each);
        return;
      case 'duplicate':
        give(each);
        give(each);
        return flushHeld();
      default:
        give(each);
        flushHeld();
    }
  };

  const flush = (): void => {
    for (let next = queue.shift(); next && !stopped; next = queue.shift()) deliver(next);
  };

  return {
    push(event, seq) {
      queue.push({ event, seq });
      if (queue.length === 1) queueMicrotask(flush);
    },
    flushHeld,
    stop() {
      stopped = true;
      queue = [];
      held = [];
      for (const timer of timers) clock.clearTimeout(timer);
    },
  };
}
