import type { Clock } from '../clock.js';
import type { OperationCall, TransportLink, TransportSink } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import type { CenterEvent } from '../protocol/events.js';
import type { Operation, SnapshotReading } from '../protocol/operations.js';
import { createDelivery, type Delivery } from './delivery.js';
import type { FaultBox } from './faults.js';
import { capabilities } from './operations.js';

export interface LinksOptions {
  readonly clock: Clock;
  readonly faults: FaultBox;
  readonly heartbeatMs: number;
  readonly snapshot: (workNo: string) => SnapshotReading['snapshot'];
  readonly perform: (workNo: string, operation: Operation, input: unknown) => unknown;
}

/** The open links of all agents, and the numbering of each agent's events. */
export interface Links {
  open(workNo: string, sink: TransportSink, signal: AbortSignal): TransportLink;
  emit(workNo: string, event: CenterEvent): void;
  /** Cuts the links of one agent, or all. */
  cut(error: AiccError, workNo?: string): void;
}

interface OpenLink {
  readonly workNo: string;
  readonly sink: TransportSink;
  readonly delivery: Delivery;
  close(): void;
}

export function createLinks({ clock, faults, heartbeatMs, snapshot, perform }: LinksOptions): Links {
  const links = new Set<OpenLink>();
  const seqs = new Map<string, number>();
  const seqOf = (workNo: string): number => seqs.get(workNo) ?? 0;
  const reading = (workNo: string): SnapshotReading => ({ snapshot: snapshot(workNo), seq: seqOf(workNo) });

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimeout(resolve, ms);
    });
  /** What a fault does to an operation on its way there or back. */
  const pass = async (on: 'operation' | 'answer', workNo: string): Promise<void> => {
    const fault = faults.take(on, workNo);
    if (fault?.kind === 'delay') await sleep(fault.ms);
    // Lost: whoever waits has a deadline.
    if (fault?.kind === 'drop') await new Promise(() => undefined);
    if (fault?.kind === 'error') throw new AiccError(fault.code, `An injected fault on an ${on}`);
  };

  return {
    open(workNo, sink, signal) {
      const delivery = createDelivery({ workNo, sink, clock, faults });
      let timer: unknown;
      const beat = (): void => {
        delivery.flushHeld();
        sink.reached(seqOf(workNo));
        timer = clock.setTimeout(beat, heartbeatMs);
      };
      const link: OpenLink = {
        workNo,
        sink,
        delivery,
        close() {
          if (!links.delete(link)) return;
          clock.clearTimeout(timer);
          delivery.stop();
          signal.removeEventListener('abort', link.close);
        },
      };
      const mustBeOpen = (call: OperationCall): void => {
        if (links.has(link) && !call.signal.aborted) return;
        throw new AiccError('bridge/peer-gone', 'The link to the centre is gone');
      };

      links.add(link);
      signal.addEventListener('abort', link.close);
      timer = clock.setTimeout(beat, heartbeatMs);
      sink.snapshot(reading(workNo));
      return {
        capabilities,
        async perform(call) {
          await pass('operation', workNo);
          mustBeOpen(call);
          const { operation, input } = call;
          const output = operation === 'snapshot' ? reading(workNo) : perform(workNo, operation, input);
          await pass('answer', workNo);
          mustBeOpen(call);
          return output;
        },
        close: link.close,
      };
    },
    emit(workNo, event) {
      const seq = seqOf(workNo) + 1;
      seqs.set(workNo, seq);
      for (const link of links) if (link.workNo === workNo) link.delivery.push(event, seq);
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
