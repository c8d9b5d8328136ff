import type { Call, Snapshot, Verification } from '../protocol/entities.js';
import { emptySnapshot, find } from '../protocol/reducer.js';
import { contactOf, eventDataOf, isMainCall, type EventData, type SupportEvents } from './event-data.js';

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
  // Ids of another run of the centre mean other things: nothing of the old is known any more, and nothing is left.
  const isSameRun = before.epoch === after.epoch;
  const known = isSameRun ? before : emptySnapshot;
  const left = isSameRun ? after : emptySnapshot;
  const events: SupportEvent[] = [];
  const tell = <Name extends keyof SupportEvents>(name: Name, data: SupportEvents[Name]): void => {
    events.push({ name, data } as SupportEvent);
  };

  const tellCall = (before: Call | undefined, is: Call, state: Snapshot): void => {
    const isOver = is.state === 'ended';
    // A colleague who is given the customer has had a leg before: as their call it begins now.
    const was = before && isMainCall(before) ? before : undefined;
    // Begun and ended unseen: there is nothing left to react to.
    if (!isMainCall(is) || (was ? was.state === 'ended' : isOver)) return;
    const data = eventDataOf(state, is.contactId, is);
    if (!was && is.direction === 'in') tell('Ringing', data);
    if (is.answeredAt !== undefined && was?.answeredAt === undefined) tell('Talking', data);
    if (isOver) tell('Release', data);
  };

  const tellResult = (was: Verification | undefined, is: Verification): void => {
    const { verifyTypeCode, result, contactId } = is;
    if (result === (was?.result ?? 0)) return;
    tell('VerifyResult', { verifyTypeCode, verifyResult: `${result}`, callid: contactId });
  };

  for (const was of before.calls) if (!find(left.calls, was)) tellCall(was, { ...was, state: 'ended' }, before);
  const focused = focusedData(after);
  if (focused && hasSwitched(known, after)) tell('Switch', focused);
  for (const is of after.calls) tellCall(find(known.calls, is), is, after);

  for (const was of before.verifications) if (!find(left.verifications, was)) tellResult(was, { ...was, result: 0 });
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
  const target = contactOf(before, to);
  if (!target || from === to || !contactOf(after, from)) return false;
  return !/audio|video/.test(target.mediaType) || before.calls.some((call) => call.contactId === to);
}

/** The contact in focus, with its newest main call. */
export function focusedData(state: Snapshot): EventData | undefined {
  const { contactId } = state.focus;
  const calls = state.calls.filter((call) => call.contactId === contactId && isMainCall(call));
  return contactOf(state, contactId) && eventDataOf(state, contactId, calls.pop());
}
