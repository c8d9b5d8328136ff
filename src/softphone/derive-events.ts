import type { Agent, Call, Snapshot } from '../protocol/entities.js';
import type { ConnectionEvent } from '../protocol/events.js';
import { emptySnapshot, find, isAlike, isLive } from '../protocol/reducer.js';
import type { SoftphoneEvents } from './softphone.js';

export type SoftphoneEvent = {
  [Name in keyof SoftphoneEvents]: { readonly name: Name; readonly event: SoftphoneEvents[Name] };
}[keyof SoftphoneEvents];

/**
 * What happened between two states. Pure.
 *
 * Working on states and not on the centre's events, it tells the same whether the page heard every event or was cut
 * off and read a snapshot afterwards. Of what was there before the page, only what still rings is told.
 *
 * @param cause The event that led from one to the other, if it was one: of a contact it alone knows when that ended.
 */
export function deriveSoftphoneEvents(before: Snapshot, after: Snapshot, cause?: ConnectionEvent): SoftphoneEvent[] {
  // Ids of another run of the centre mean other things: nothing of the old is known any more.
  const isSameRun = before.epoch === after.epoch;
  const known = isSameRun ? before : emptySnapshot;
  const isFirst = before.epoch === '';
  const events: SoftphoneEvent[] = [];

  const tellAgent = (previous: Agent | undefined, agent: Agent): void => {
    if (!isAlike(previous, agent)) events.push({ name: 'agent', event: { agent, previous } });
  };

  const tellCall = (was: Call | undefined, call: Call, { contacts, calls }: Snapshot): void => {
    // Begun and ended unseen: there is nothing left to react to.
    if (!isLive(was ?? call)) return;
    const event = { call, contact: contacts.find(({ id }) => id === call.contactId) };
    const isToHere = call.direction !== 'out' && !calls.some(({ id }) => id === call.consultOf);
    if (was?.state !== 'ringing' && (call.state === 'ringing' || (!was && isToHere && !isFirst))) {
      events.push({ name: 'ringing', event });
    }
    if (call.answeredAt !== undefined && was?.answeredAt === undefined && !isFirst) {
      events.push({ name: 'answered', event });
    }
    if (!isLive(call)) events.push({ name: 'ended', event });
  };

  for (const was of before.calls) {
    if (!isSameRun || !find(after.calls, was)) tellCall(was, { ...was, state: 'ended' }, before);
  }
  for (const contact of before.contacts) {
    if (isSameRun && find(after.contacts, contact)) continue;
    const ended = cause?.type === 'contact.ended' && cause.contact.id === contact.id ? cause.contact : contact;
    events.push({ name: 'contactEnded', event: { contact: ended } });
  }
  if (after.agent) tellAgent(before.agent, after.agent);
  for (const call of after.calls) tellCall(find(known.calls, call), call, after);
  return events;
}
