import { EventEmitter } from 'eventemitter3';
import type { Unsubscribe } from '../emitter.js';
import type { Connection } from '../connection/connection.js';
import { createRelay, type RelayState } from '../connection/relay.js';
import type { SnapshotReading } from '../protocol/operations.js';
import { encodeMessage } from './sse.js';

/** One numbered message of the stream, ready to be sent to every reader. */
export interface FeedEntry {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** The events of one connection as a numbered stream that readers can join, and resume where they left. */
export interface Feed {
  /** Names the numbering: a number of another stream means nothing here. */
  readonly stream: string;
  readonly seq: number;
  /** What a reader must be told beside the numbered messages: how it is now, whatever it was meanwhile. */
  readonly state: RelayState;
  reading(): SnapshotReading;
  /** The messages after a number; `undefined` when they are not kept any more, or never were. */
  after(seq: number): readonly FeedEntry[] | undefined;
  /** At every change, of whatever kind. */
  subscribe(listener: () => void): Unsubscribe;
}

/**
 * Numbers the events of a connection from now on, and keeps the last of them for readers that were cut off.
 *
 * @param keepBytes how much is kept: also how far a slow reader may fall behind
 */
export function createFeed(connection: Connection, keepBytes: number): Feed {
  const changes = new EventEmitter<'change'>();
  const stream = crypto.randomUUID();
  const entries: FeedEntry[] = [];
  let bytes = 0;
  let seq = 0;
  const relay = createRelay(connection);

  const reading = (): SnapshotReading => ({ snapshot: connection.snapshot(), seq });

  function keep(event: string, data: object): void {
    const entry = { seq, bytes: encodeMessage({ event, id: `${stream}:${seq}`, data }) };
    entries.push(entry);
    bytes += entry.bytes.byteLength;
    while (bytes > keepBytes && entries.length > 1) bytes -= entries.shift()?.bytes.byteLength ?? 0;
  }

  relay.follow({
    state(isAnew) {
      if (isAnew) {
        seq += 1;
        keep('snapshot', reading());
      }
      changes.emit('change');
    },
    event(event) {
      seq += 1;
      keep('event', { seq, event });
      changes.emit('change');
    },
  });

  return {
    stream,
    get seq() {
      return seq;
    },
    get state() {
      return relay.state;
    },
    reading,
    after(from) {
      if (from > seq) return undefined;
      const first = entries[0]?.seq ?? seq + 1;
      return from + 1 < first ? undefined : entries.slice(from + 1 - first);
    },
    subscribe(listener) {
      changes.on('change', listener);
      return () => {
        changes.off('change', listener);
      };
    },
  };
}
