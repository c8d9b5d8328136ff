import type { Call, Contact, Snapshot, Verification } from './entities.js';
import type { CenterEvent } from './events.js';

export const emptySnapshot: Snapshot = {
  epoch: '',
  contacts: [],
  calls: [],
  verifications: [],
  focus: {},
};

/** The one place that says what an event does to the state. Pure; returns the same object when nothing changes. */
export function reduce(state: Snapshot, event: CenterEvent): Snapshot {
  switch (event.type) {
    case 'agent.updated':
      return { ...state, agent: event.agent };
    case 'contact.updated':
      return { ...state, contacts: put(state.contacts, event.contact) };
    case 'contact.ended':
      return withoutContact(state, event.contact.id);
    case 'call.updated':
    case 'call.ended':
      return { ...state, calls: put(state.calls, event.call) };
    case 'verification.updated': {
      const { verification } = event;
      const current = find(state.verifications, verification);
      // A late word about an attempt that a newer one replaced.
      if (current && current.attempt > verification.attempt) return state;
      return { ...state, verifications: put(state.verifications, verification) };
    }
    case 'focus.changed':
      return { ...state, focus: event.focus };
    default:
      // agent.conflict changes nothing here, nor does an event of a newer protocol.
      return state;
  }
}

function withoutContact(state: Snapshot, id: string): Snapshot {
  const isElsewhere = (each: Call | Verification): boolean => each.contactId !== id;
  return {
    ...state,
    contacts: state.contacts.filter((each) => each.id !== id),
    calls: state.calls.filter(isElsewhere),
    verifications: state.verifications.filter(isElsewhere),
    focus: state.focus.contactId === id ? {} : state.focus,
  };
}

type Entity = Contact | Call | Verification;

const keyOf = (entity: Entity): string => ('id' in entity ? entity.id : `${entity.contactId} ${entity.verifyTypeCode}`);

/** The entity of a list that stands for the same thing. */
export function find<E extends Entity>(list: readonly E[], entity: Entity): E | undefined {
  const key = keyOf(entity);
  return list.find((each) => keyOf(each) === key);
}

function put<E extends Entity>(list: readonly E[], entity: E): readonly E[] {
  const old = find(list, entity);
  return old ? list.map((each) => (each === old ? entity : each)) : [...list, entity];
}

/**
 * The events that lead from one snapshot to another, for listeners that were cut off in between.
 *
 * What is new comes first and what ended last, except across epochs: there an id may have been given again, so all
 * of the old ends before anything of the new begins.
 */
export function difference(before: Snapshot, after: Snapshot): CenterEvent[] {
  const isRestarted = before.epoch !== after.epoch;
  const old = isRestarted ? emptySnapshot : before;
  const isGone = (each: Contact | Call): boolean =>
    isRestarted || !find<Contact | Call>('mediaType' in each ? after.contacts : after.calls, each);
  const changed = <E extends Entity>(was: readonly E[], is: readonly E[]): readonly E[] =>
    is.filter((each) => !isAlike(find(was, each), each));

  const endings: CenterEvent[] = [
    ...before.calls
      .filter((call) => isGone(call) && call.state !== 'ended')
      .map((call) => ({ type: 'call.ended', call: { ...call, state: 'ended' } }) as const),
    ...before.contacts.filter(isGone).map((contact) => ({ type: 'contact.ended', contact }) as const),
  ];
  const news: CenterEvent[] = changed(old.contacts, after.contacts).map((contact) => ({
    type: 'contact.updated',
    contact,
  }));
  if (after.agent && !isAlike(before.agent, after.agent)) news.unshift({ type: 'agent.updated', agent: after.agent });
  // After a restart also when the id is the same, for it names another contact, and when there is none any more.
  const isRefocused = isRestarted && after.focus.contactId !== undefined;
  if (isRefocused || !isAlike(before.focus, after.focus)) news.push({ type: 'focus.changed', focus: after.focus });
  for (const call of changed(old.calls, after.calls)) {
    news.push({ type: call.state === 'ended' ? 'call.ended' : 'call.updated', call });
  }
  for (const verification of changed(old.verifications, after.verifications)) {
    news.push({ type: 'verification.updated', verification });
  }
  return isRestarted ? [...endings, ...news] : [...news, ...endings];
}

/** Entities are small plain data, written with their keys in one order by one source. */
const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
