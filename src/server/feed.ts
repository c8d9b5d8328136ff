import { EventEmitter } from 'eventemitter3';
import type { Unsubscribe } from '../emitter.js';
import type { Connection } from '../connection/connection.js';
import type { ConnectionEvent } from '../protocol/events.js';
import { operations } from '../protocol/inputs.js';
import type { CapabilityTable, Operation, SnapshotReading } from '../protocol/operations.js';
import { encodeMessage } from './sse.js';

/** One numbered message of the stream, ready to be sent to every reader. */
export interface FeedEntry {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** What a reader must be told beside the numbered messages: the state now, whatever it was meanwhile. */
export interface FeedState {
  readonly stale: boolean;
  readonly capabilities: CapabilityTable;
  /** The connection is closed: nothing will come any more. */
  readonly ended: boolean;
}

/** The events of one connection as a numbered stream that readers can join, and resume where they left. */
export interface Feed {
  /** Names the numbering: a number of another stream means nothing here. */
  readonly stream: string;
  readonly seq: number;
  readonly state: FeedState;
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
  let sent = connection.snapshot();
  let state = nextState(connection);

  const reading = (): SnapshotReading => ({ snapshot: connection.snapshot(), seq });

  function keep(event: string, data: object): void {
    const entry = { seq, bytes: encodeMessage({ event, id: `${stream}:${seq}`, data }) };
    entries.push(entry);
    bytes += entry.bytes.byteLength;
    while (bytes > keepBytes && entries.length > 1) bytes -= entries.shift()?.bytes.byteLength ?? 0;
  }

  connection.subscribe((event: ConnectionEvent) => {
    const now = connection.snapshot();
    if (now.epoch !== sent.epoch) {
      // The centre began anew: the whole state, since an event does not carry the epoch.
      sent = now;
      seq += 1;
      keep('snapshot', reading());
    } else if (event.type !== 'connection.status' && (now !== sent || event.type === 'agent.conflict')) {
      // The other events of a new beginning are in the snapshot that was just kept.
      seq += 1;
      keep('event', { seq, event });
    }
    if (event.type === 'connection.status') state = nextState(connection, state);
    changes.emit('change');
  });

  return {
    stream,
    get seq() {
      return seq;
    },
    get state() {
      return state;
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

function nextState(connection: Connection, last?: FeedState): FeedState {
  const { status } = connection;
  const isLinked = status === 'open' || status === 'stale';
  // Without its link the connection offers nothing for a moment, which is no news.
  const capabilities = last === undefined || isLinked ? capabilitiesOf(connection) : last.capabilities;
  return {
    stale: status !== 'open',
    capabilities: last && alike(capabilities, last.capabilities) ? last.capabilities : capabilities,
    ended: status === 'closed',
  };
}

const alike = (a: CapabilityTable, b: CapabilityTable): boolean => JSON.stringify(a) === JSON.stringify(b);

function capabilitiesOf(connection: Connection): CapabilityTable {
  const granted = operations.filter((operation) => operation === 'snapshot' || connection.capabilities.has(operation));
  return Object.fromEntries(granted.map((operation): [Operation, true] => [operation, true]));
}
