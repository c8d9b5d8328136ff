import type { Snapshot } from '../protocol/entities.js';
import type { CenterEvent } from '../protocol/events.js';
import type { SnapshotReading } from '../protocol/operations.js';

export interface StreamSink {
  event(event: CenterEvent): void;
  snapshot(snapshot: Snapshot): void;
  /** Events are missing: a snapshot is needed. */
  gap(): void;
  /** Nothing is missing any more. */
  whole(): void;
}

export interface Stream {
  readonly behind: boolean;
  event(event: CenterEvent, seq: number): void;
  snapshot(reading: SnapshotReading): void;
  reached(seq: number): void;
}

/** Puts numbered events in order: drops what came twice, keeps what came early, notices what did not come. */
export function createStream(sink: StreamSink): Stream {
  const early = new Map<number, CenterEvent>();
  let last: number | undefined;
  let behind = false;

  const miss = (): void => {
    if (behind) return;
    behind = true;
    sink.gap();
  };

  const takeEarly = (): void => {
    for (const seq of early.keys()) if (last !== undefined && seq <= last) early.delete(seq);
    for (let next; last !== undefined && (next = early.get(last + 1));) {
      early.delete(++last);
      sink.event(next);
    }
    if (early.size > 0) miss();
    else if (behind) {
      behind = false;
      sink.whole();
    }
  };

  return {
    get behind() {
      return behind;
    },
    event(event, seq) {
      if (last !== undefined && seq <= last) return;
      if (last !== undefined && seq === last + 1 && !behind) {
        last = seq;
        sink.event(event);
        return;
      }
      early.set(seq, event);
      if (last !== undefined) takeEarly();
    },
    snapshot({ snapshot, seq }) {
      if (last !== undefined && seq < last) return;
      last = seq;
      // The gap may reach past this snapshot; takeEarly says so anew.
      const wasBehind = behind;
      behind = false;
      sink.snapshot(snapshot);
      behind = wasBehind && early.size === 0;
      takeEarly();
    },
    reached(seq) {
      if (last !== undefined && seq > last) miss();
    },
  };
}
