import type { Call, Contact, Snapshot, Verification } from '../protocol/entities.js';
import { emptySnapshot, find } from '../protocol/reducer.js';
import { eventDataOf, isMainCall, type EventData, type SupportEvents } from './event-data.js';

export type SupportEvent = {
  [Name in keyof SupportEvents]: { readonly name: Name; readonly data: SupportEvents[Name] };
}[keyof SupportEvents];

/**
 * What happened between two states, in the vendor's words. Pure.
 *
 * Working on states and not on events, it tells the same whether the page heard every event or was cut off and read
 * a snapshot afterwards.
 */
export function deriveEvents(before: Snapshot, after: Snapshot): SupportEvent[] {
  // Ids of another run of the centre mean other things: nothing of the old is known any more.
  const known = before.epoch === after.epoch ? before : emptySnapshot;
  const events: SupportEvent[] = [];

  const tellCall = (was: Call | undefined, is: Call, state: Snapshot): void => {
    const isOver = is.state === 'ended';
    // Begun and ended unseen: there is nothing left to react to.
    if (!isMainCall(is) || was?.state === 'ended' || (!was && isOver)) return;
    const data = dataOf(state, is.contactId, is);
    if (!was && is.direction === 'in') events.push({ name: 'Ringing', data });
    if (is.answeredAt !== undefined && was?.answeredAt === undefined) events.push({ name: 'Talking', data });
    if (isOver) events.push({ name: 'Release', data });
  };

  const tellResult = (was: Verification | undefined, is: Verification): void => {
    if (is.result === (was?.result ?? 0)) return;
    const { verifyTypeCode, result, contactId } = is;
    events.push({ name: 'VerifyResult', data: { verifyTypeCode, verifyResult: `${result}`, callid: contactId } });
  };

  for (const was of before.calls) {
    if (known !== before || !find(after.calls, was)) tellCall(was, { ...was, state: 'ended' }, before);
  }
  const focused = focusedData(after);
  if (focused && hasSwitched(known, after)) events.push({ name: 'Switch', data: focused });
  for (const is of after.calls) tellCall(find(known.calls, is), is, after);

  for (const was of before.verifications) {
    if (known !== before || !find(after.verifications, was)) tellResult(was, { ...was, result: 0 });
  }
  for (const is of after.verifications) tellResult(find(known.verifications, is), is);
  return events;
}

/**
 * Only from one contact to another that were both there: not when a call that begins takes the focus of a contact
 * in wrap-up.
 */
function hasSwitched(before: Snapshot, after: Snapshot): boolean {
  const from = before.focus.contactId;
  const to = after.focus.contactId;
  const target = from === to || !contactOf(after, from) ? undefined : contactOf(before, to);
  return target !== undefined && (!isCall(target) || before.calls.some((call) => call.contactId === to));
}

const isCall = ({ mediaType }: Contact): boolean => mediaType === 'audio' || mediaType === 'video';

/** The contact in focus, with its main call. */
export function focusedData(state: Snapshot): EventData | undefined {
  const { contactId } = state.focus;
  return contactOf(state, contactId) && dataOf(state, contactId, focusedCall(state));
}

/** The newest main call of the contact in focus. */
function focusedCall({ calls, focus }: Snapshot): Call | undefined {
  return calls.filter((call) => call.contactId === focus.contactId && isMainCall(call)).pop();
}

const contactOf = ({ contacts }: Snapshot, id: string | undefined): Contact | undefined =>
  contacts.find((each) => each.id === id);

const dataOf = (state: Snapshot, contactId: string | undefined, call: Call | undefined): EventData =>
  eventDataOf(state, contactOf(state, contactId), call);
