import type { Clock } from '../clock.js';
import type { OperationCall, TransportLink, TransportSink } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import type { CenterEvent } from '../protocol/events.js';
import type { CapabilityTable, Operation, SnapshotReading } from '../protocol/operations.js';
import { createDelivery, type Delivery } from './delivery.js';
import type { ArmedFault, FaultBox } from './faults.js';

/** Where a link belongs: an agent, at one of their seats. */
export interface Place {
  readonly workNo: string;
  readonly seat: string;
}

export interface LinksOptions {
  readonly clock: Clock;
  readonly faults: FaultBox;
  readonly heartbeatMs: number;
  readonly capabilities: CapabilityTable;
  readonly snapshot: (place: Place) => SnapshotReading['snapshot'];
  readonly perform: (place: Place, operation: Operation, input: unknown) => unknown;
  /** An event as it is seen from a seat. */
  readonly seenFrom: (place: Place, event: CenterEvent) => CenterEvent;
}

/** The open links of all agents, and the numbering of the events of each seat. */
export interface Links {
  open(place: Place, sink: TransportSink, signal: AbortSignal): TransportLink;
  /** Tells all seats of an agent, or one of them. */
  emit(workNo: string, event: CenterEvent, seat?: string): void;
  /** Cuts the links of one agent, or all. */
  cut(error: AiccError, workNo?: string): void;
}

interface OpenLink extends Place {
  readonly sink: TransportSink;
  readonly delivery: Delivery;
  close(): void;
}

interface Numbering extends Place {
  seq: number;
}

export function createLinks(options: LinksOptions): Links {
  const { clock, faults, heartbeatMs, capabilities, snapshot, perform, seenFrom } = options;
  const links = new Set<OpenLink>();
  const numberings: Numbering[] = [];
  const numberingOf = ({ workNo, seat }: Place): Numbering => {
    let found = numberings.find((each) => each.workNo === workNo && each.seat === seat);
    if (!found) numberings.push((found = { workNo, seat, seq: 0 }));
    return found;
  };
  const reading = (place: Place): SnapshotReading => ({ snapshot: snapshot(place), seq: numberingOf(place).seq });

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimeout(resolve, ms);
    });
  /** What a fault does to an operation on its way there or back. */
  const suffer = async ({ kind, ms, code, on }: ArmedFault): Promise<void> => {
    if (kind === 'delay') await sleep(ms);
    // Lost: whoever waits has a deadline.
    if (kind === 'drop') await new Promise(() => undefined);
    if (kind === 'error') throw new AiccError(code, `An injected fault on an ${on}`);
  };

  return {
    open({ workNo, seat }, sink, signal) {
      const place: Place = { workNo, seat };
      const numbering = numberingOf(place);
      const delivery = createDelivery({ workNo, sink, clock, faults });
      let timer: unknown;
      const beat = (): void => {
        delivery.flushHeld();
        sink.reached(numbering.seq);
        timer = clock.setTimeout(beat, heartbeatMs);
      };
      const link: OpenLink = {
        ...place,
        sink,
        delivery,
        close() {
          if (!links.delete(link)) return;
          clock.clearTimeout(timer);
          delivery.stop();
          signal.removeEventListener('abort', link.close);
        },
      };
      const mustBeOpen = (): void => {
        if (!links.has(link)) throw new AiccError('bridge/peer-gone', 'The link to the centre is gone');
      };
      /** Only here time passes, so only here the call may be given up: reading its signal would cost every call. */
      const pass = async (fault: ArmedFault, call: OperationCall): Promise<void> => {
        await suffer(fault);
        mustBeOpen();
        if (call.signal.aborted) throw new AiccError('net/aborted', 'The operation was given up');
      };

      links.add(link);
      signal.addEventListener('abort', link.close);
      timer = clock.setTimeout(beat, heartbeatMs);
      sink.snapshot(reading(place));
      return {
        capabilities,
        async perform(call) {
          const there = faults.take('operation', workNo);
          if (there) await pass(there, call);
          mustBeOpen();
          const { operation, input } = call;
          const output = operation === 'snapshot' ? reading(place) : perform(place, operation, input);
          const back = faults.take('answer', workNo);
          if (back) await pass(back, call);
          return output;
        },
        close: link.close,
      };
    },
    emit(workNo, event, seat) {
      for (const numbering of numberings) {
        if (numbering.workNo !== workNo || (seat ?? numbering.seat) !== numbering.seat) continue;
        numbering.seq += 1;
        const seen = seenFrom(numbering, event);
        for (const link of links) {
          if (link.workNo === workNo && link.seat === numbering.seat) link.delivery.push(seen, numbering.seq);
        }
      }
    },
    cut(error, workNo) {
      for (const link of [...links]) {
        if (workNo !== undefined && link.workNo !== workNo) continue;
        link.close();
        link.sink.lost(error);
      }
    },
  };
}
