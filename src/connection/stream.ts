import type { Snapshot } from '../protocol/entities.js';
import type { CenterEvent } from '../protocol/events.js';
import type { SnapshotReading } from '../protocol/operations.js';

export interface StreamSink {
  event(event: CenterEvent): void;
  snapshot(snapshot: Snapshot): void;
  /** Events are missing: a snapshot is needed. Said again when a snapshot did not bring all of them. */
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
  /** The last event that was told; NaN before the first snapshot, when nothing can be. */
  let last = NaN;
  /** How far the source is known to be. */
  let reached = 0;
  let behind = false;

  const advance = (seq: number): void => {
    reached = Math.max(reached, seq);
    for (let next; (next = early.get(last + 1));) {
      early.delete(++last);
      sink.event(next);
    }
    if (last < reached === behind) return;
    behind = !behind;
    if (behind) sink.gap();
    else sink.whole();
  };

  return {
    get behind() {
      return behind;
    },
    event(event, seq) {
      if (seq <= last) return;
      early.set(seq, event);
      advance(seq);
    },
    snapshot({ snapshot, seq }) {
      if (seq < last) return;
      last = seq;
      for (const each of early.keys()) if (each <= seq) early.delete(each);
      // True while the snapshot is told; then false, so that what is still missing is asked for anew.
      behind = reached - seq > early.size;
      sink.snapshot(snapshot);
      behind = false;
      advance(seq);
    },
    reached: advance,
  };
}
