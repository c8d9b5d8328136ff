import type { Agent, Call, Contact, Focus, Verification } from './entities.js';
import type { AiccError } from '../errors.js';

/** What a contact centre says. An event carries the whole entity, never a delta. */
export type CenterEvent =
  | { readonly type: 'agent.updated'; readonly agent: Agent }
  /** The same agent signed in elsewhere. */
  | { readonly type: 'agent.conflict'; readonly workNo: string }
  | { readonly type: 'contact.updated'; readonly contact: Contact }
  | { readonly type: 'contact.ended'; readonly contact: Contact }
  | { readonly type: 'call.updated'; readonly call: Call }
  | { readonly type: 'call.ended'; readonly call: Call }
  | { readonly type: 'verification.updated'; readonly verification: Verification }
  | { readonly type: 'focus.changed'; readonly focus: Focus };

export type CenterEventType = CenterEvent['type'];

/**
 * - `connecting`: not open yet for the first time
 * - `open`: live and complete
 * - `stale`: linked, but the state may be behind (an event was missed, or the far link is down)
 * - `reconnecting`: the link is lost and is being made again
 * - `closed`: over; nothing will come any more
 */
export type ConnectionStatus = 'connecting' | 'open' | 'reconnecting' | 'stale' | 'closed';

/** Also told again, with the same `status`, when what an open connection offers (`capabilities`) has changed. */
export interface ConnectionStatusEvent {
  readonly type: 'connection.status';
  readonly status: ConnectionStatus;
  /** Why it is not open. */
  readonly error?: AiccError;
  /** Which try this is since the link was lost, from 1. */
  readonly attempt?: number;
  /** When the next try begins, in milliseconds since the epoch. */
  readonly nextTryAt?: number;
}

/** What a {@link Connection} tells its listeners. */
export type ConnectionEvent = CenterEvent | ConnectionStatusEvent;
