import type { Call, Contact, Focus, Snapshot } from '../../protocol/entities.js';
import type { CenterEvent } from '../../protocol/events.js';
import { reduce } from '../../protocol/reducer.js';

/** What an event of a vendor says about one interaction; what it leaves out is kept from before. */
export interface ToldCall {
  /** The vendor has one id for the contact and its call. */
  readonly id: string;
  readonly call: Partial<Pick<Call, 'direction' | 'callerNum' | 'calledNum'>>;
  readonly contact: Partial<Pick<Contact, 'mediaType' | 'callData'>>;
}

export const callOf = (state: Snapshot, id: string | undefined): Call | undefined =>
  state.calls.find((each) => each.id === id);

/** The end of the contacts whose call is over. */
export const wrapUpsOver = (state: Snapshot): CenterEvent[] =>
  state.contacts
    .filter(({ id }) => state.calls.some((call) => call.id === id && !isLive(call)))
    .map((contact) => ({ type: 'contact.ended', contact }));

/**
 * A call rings, is dialled or is answered. Pure: the events that say so, in the order contact, focus, call.
 *
 * An answered call takes the focus; one that begins takes it only where no other contact is left. No vendor event
 * tells when wrap-up ends, so at the latest the next call ends the contacts whose call is over.
 */
export function callTold(
  state: Snapshot,
  told: ToldCall,
  callState: 'ringing' | 'dialing' | 'talking',
  now: number,
): CenterEvent[] {
  const { id } = told;
  const known = callOf(state, id);
  const over = known && isLive(known) ? [] : wrapUpsOver(state);
  const rest = over.reduce(reduce, state);
  const { contact, call } = toldEntities(rest, told, now);
  const answeredAt = call.answeredAt ?? (callState === 'talking' ? now : undefined);
  const takesFocus = callState === 'talking' || rest.contacts.every((each) => each.id === id);
  return [
    ...over,
    { type: 'contact.updated', contact },
    ...(takesFocus ? focusTold(rest, { contactId: id }) : []),
    {
      type: 'call.updated',
      call: answeredAt === undefined ? { ...call, state: callState } : { ...call, state: 'talking', answeredAt },
    },
  ];
}

/** The agent looks at another contact. */
export const switchTold = (state: Snapshot, told: ToldCall, now: number): CenterEvent[] => [
  { type: 'contact.updated', contact: toldEntities(state, told, now).contact },
  ...focusTold(state, { contactId: told.id }),
];

/**
 * A call ended. Its contact stays in focus for the wrap-up, unless others are live: which of them the agent sees now
 * is not told, and a guess could show one customer's result as another's.
 */
export function endTold(state: Snapshot, id: string, now: number, endReason?: string): CenterEvent[] {
  const call = callOf(state, id);
  if (!call) {
    // Known, if at all, only because the agent looked at it.
    return state.contacts.filter((each) => each.id === id).map((contact) => ({ type: 'contact.ended', contact }));
  }
  if (!isLive(call)) return [];
  const isAmbiguous = state.focus.contactId === id && state.calls.some((each) => each.id !== id && isLive(each));
  return [
    ...(isAmbiguous ? focusTold(state, {}) : []),
    { type: 'call.ended', call: { ...call, state: 'ended', endedAt: now, ...(endReason && { endReason }) } },
  ];
}

function toldEntities(state: Snapshot, { id, call, contact }: ToldCall, now: number): { call: Call; contact: Contact } {
  const told: Call = {
    id,
    contactId: id,
    direction: 'in',
    state: 'ringing',
    callerNum: '',
    calledNum: '',
    parties: [],
    muted: false,
    startedAt: now,
    ...callOf(state, id),
    ...call,
  };
  const number = told.direction === 'in' ? told.callerNum : told.calledNum;
  return {
    call: { ...told, parties: [{ kind: 'customer', number }] },
    contact: {
      id,
      // Told of every call; not told where a text queue has no sub-type configured (addHandler, mediaType).
      mediaType: 'web',
      callData: '',
      startedAt: now,
      ...state.contacts.find((each) => each.id === id),
      ...contact,
      ...(number && { customerNumber: number }),
    },
  };
}

const isLive = (call: Call): boolean => call.state !== 'ended';

const focusTold = (state: Snapshot, focus: Focus): CenterEvent[] =>
  state.focus.contactId === focus.contactId ? [] : [{ type: 'focus.changed', focus }];

/** Non-empty text; what is documented as a string of digits may come as a number. */
export function asText(value: unknown): string | undefined {
  const text = typeof value === 'number' ? `${value}` : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
