import type { Unsubscribe } from '../emitter.js';
import type { CenterEvent, ConnectionEvent } from '../protocol/events.js';
import { operations } from '../protocol/inputs.js';
import type { Operation } from '../protocol/operations.js';
import type { Snapshot } from '../protocol/entities.js';
import type { Connection } from './connection.js';

/** How a connection is, for somebody who is served by it. The same object as long as nothing of it changes. */
export interface RelayState {
  /** Whether the snapshot may be behind. */
  readonly stale: boolean;
  /** The connection is closed: nothing will come any more. */
  readonly ended: boolean;
  /**
   * What the connection offers, or offered when it last had a link: without one it offers nothing, and an empty table
   * would turn a link that comes back into an operation that does not exist. `undefined` when it has not been seen
   * with a link yet: nobody can be told what it offers, so who wants to know has to wait.
   */
  readonly offered: readonly Operation[] | undefined;
}

export interface RelaySink {
  /**
   * The state of the relay is another one.
   *
   * @param isAnew The centre began anew: the whole snapshot must be told.
   */
  state(isAnew: boolean): void;
  event(event: CenterEvent): void;
}

/** What one peer is told of the connection. */
export interface Relayed {
  /** The snapshot, for the peer to be told as a whole: the differences that led to it are not relayed then. */
  whole(): Snapshot;
  stop: Unsubscribe;
}

/** Serves one connection to peers: what both the workbench's guests and the readers of the server hear of it. */
export interface Relay {
  readonly state: RelayState;
  follow(sink: RelaySink): Relayed;
  stop: Unsubscribe;
}

export function createRelay(connection: Connection): Relay {
  let status: unknown;
  let state: RelayState = { stale: true, ended: false, offered: undefined };

  const refresh = (): void => {
    ({ status } = connection);
    const isLinked = status === 'open' || status === 'stale';
    const offered = isLinked
      ? operations.filter((each) => each === 'snapshot' || connection.capabilities.has(each))
      : state.offered;
    const next: RelayState = {
      stale: status !== 'open',
      ended: status === 'closed',
      offered: offered?.join() === state.offered?.join() ? state.offered : offered,
    };
    const { stale, ended } = state;
    if (next.stale !== stale || next.ended !== ended || next.offered !== state.offered) state = next;
  };
  refresh();
  // Subscribed before any peer, so that those hear with the state brought up to date. The events of a new link come
  // before the word that it is open.
  const stop = connection.subscribe(({ type }) => {
    if (type === 'connection.status' || status !== connection.status) refresh();
  });

  return {
    get state() {
      return state;
    },
    follow(sink) {
      let told = connection.snapshot();
      let toldState = state;
      return {
        whole: () => (told = connection.snapshot()),
        stop: connection.subscribe((event: ConnectionEvent) => {
          const now = connection.snapshot();
          // An event does not carry the epoch.
          const isAnew = now.epoch !== told.epoch;
          if (isAnew || state !== toldState) {
            if (isAnew) told = now;
            toldState = state;
            sink.state(isAnew);
          }
          // What the whole state just told already. A conflict is not in it.
          if (event.type === 'connection.status' || (now === told && event.type !== 'agent.conflict')) return;
          sink.event(event);
        }),
      };
    },
    stop,
  };
}
