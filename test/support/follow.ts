import type { Connection } from '../../src/connection/connection.js';
import type { Snapshot } from '../../src/protocol/entities.js';
import type { CenterEvent } from '../../src/protocol/events.js';
import { emptySnapshot, reduce } from '../../src/protocol/reducer.js';
import { sorted } from '../contracts/contract-steps.js';

export interface Follower {
  /** The state that the events led to, sorted; its epoch is the connection's, for no event carries one. */
  state(): Snapshot;
  /** Those that told nothing new. */
  readonly doubled: readonly CenterEvent[];
}

/** A listener that only hears events, and complains of one that tells nothing new. */
export function follow(connection: Connection): Follower {
  let state: Snapshot = emptySnapshot;
  const doubled: CenterEvent[] = [];
  connection.subscribe((event) => {
    if (event.type === 'connection.status' || event.type === 'agent.conflict') return;
    const next = reduce(state, event);
    // A contact that ends takes the focus along, which is told once more.
    if (event.type !== 'focus.changed' && JSON.stringify(next) === JSON.stringify(state)) doubled.push(event);
    state = next;
  });
  return { state: () => sorted({ ...state, epoch: connection.snapshot().epoch }), doubled };
}
