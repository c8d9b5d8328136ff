/**
 * What the tabs of one name say to each other, all on one BroadcastChannel. They are of one origin: what they hand on
 * was checked where it came in.
 *
 *  1. Every tab wants the mandate (`mandate.ts`, on plain http `lease.ts`). Who is granted it is the owner, and begins
 *     a term: a number higher than every term that it has heard of and not lower than the time of day. Every message
 *     carries the term that its sender knows. What is of an older term counts for nothing, so that nothing that an old
 *     owner says reaches a tab that knows a newer one.
 *  2. The owner says `owner`, and all that a tab needs to be open as soon as it has it; then each `event` with its
 *     number, and `owner` again when more changed than events can say.
 *  3. A tab that looks for the owner, or slept, says `join` with the term 0, and the owner tells it everything, by the
 *     id under which the tab looks. It believes nothing before that answer: what else it hears may be the last words of
 *     an owner that is gone. With the owner's own term `join` only asks for a sign of life.
 *  4. A tab asks for an operation by `request` and gives up by `cancel`; the owner's `answer` names who asked.
 *  5. An owner that gives up says `bye`. One that hears of a newer term, or of an owner of its own term with a greater
 *     id, stands down and wants the mandate again. Who hears of an older term says which one there is.
 *  6. Each second without a word of the owner is a miss; from the second one on it is asked, and after five the mandate
 *     is taken by force. After a `bye` one miss is left.
 *  7. A second that took much longer means that a tab slept: misses are forgotten, and what it knows may be old.
 */
import type { TransportLink, LinkTrouble } from '../../connection/transport.js';
import type { AiccError } from '../../errors.js';
import { isCount, isString, oneOf, shape } from '../../protocol/guards.js';
import type { CenterEvent } from '../../protocol/events.js';
import type { Operation } from '../../protocol/operations.js';
import type { HostState } from '../../wire/messages.js';

/** All that a tab needs to be open. */
export interface SharedState extends HostState {
  readonly deadlines: NonNullable<TransportLink['deadlines']>;
}

export interface OwnerSaying {
  readonly type: 'owner';
  /** Whom it is for; all when absent. */
  readonly to?: string;
  /** Once there is one. */
  readonly state?: SharedState;
  /** Why the owner's link is not open. It is tried again. */
  readonly error?: AiccError | undefined;
  readonly retry?: Omit<LinkTrouble, 'error'>;
}

/** By an owner. */
export type OwnersSaying =
  | OwnerSaying
  | { readonly type: 'event'; readonly seq: number; readonly event: CenterEvent }
  | {
      readonly type: 'answer';
      readonly to: string;
      readonly call: number;
      readonly value?: unknown;
      readonly error?: AiccError;
    }
  | { readonly type: 'bye' };

/** To the owner. */
export type TabsSaying =
  | { readonly type: 'join'; readonly term?: number }
  | { readonly type: 'request'; readonly call: number; readonly operation: Operation; readonly input: unknown }
  | { readonly type: 'cancel'; readonly call: number };

export interface Heading {
  readonly term: number;
  /** Who says it. */
  readonly id: string;
}

export type TabMessage = Heading & (OwnersSaying | TabsSaying);

export const isOwners = /* @__PURE__ */ oneOf('owner', 'event', 'answer', 'bye');
const isTabs = /* @__PURE__ */ oneOf('join', 'request', 'cancel');

export const isTabMessage = /* @__PURE__ */ shape<TabMessage>({
  type: (type) => isOwners(type) || isTabs(type),
  term: isCount,
  id: isString,
});
