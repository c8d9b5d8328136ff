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
      return put(state, 'contacts', event.contact);
    case 'contact.ended':
      return withoutContact(state, event.contact.id);
    case 'call.updated':
    case 'call.ended':
      return put(state, 'calls', event.call);
    case 'verification.updated':
      return put(state, 'verifications', event.verification);
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

/** Whether a call is not over. Written out below: the facade on a page is counted in bytes. */
export const isLive = ({ state }: Pick<Call, 'state'>): boolean => state !== 'ended';

/** The entity of a list that stands for the same thing. */
export function find<E extends Entity>(list: readonly E[], entity: E): E | undefined {
  const key = keyOf(entity);
  return list.find((each) => keyOf(each) === key);
}

function put(state: Snapshot, name: 'contacts' | 'calls' | 'verifications', entity: Entity): Snapshot {
  const list: readonly Entity[] = state[name];
  const old = find(list, entity);
  // A late word about an attempt that a newer one replaced.
  if (old && 'attempt' in old && old.attempt > (entity as Verification).attempt) return state;
  return { ...state, [name]: old ? list.map((each) => (each === old ? entity : each)) : [...list, entity] };
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
  const left = isRestarted ? emptySnapshot : after;
  const endings: CenterEvent[] = [];
  const news: CenterEvent[] = [];
  const isNews = <E extends Entity>(each: E, was: readonly E[]): boolean => !isAlike(find(was, each), each);

  for (const call of before.calls) {
    if (!find(left.calls, call) && call.state !== 'ended') {
      endings.push({ type: 'call.ended', call: { ...call, state: 'ended' } });
    }
  }
  for (const contact of before.contacts) {
    if (!find(left.contacts, contact)) endings.push({ type: 'contact.ended', contact });
  }
  const { agent, focus } = after;
  if (agent && !isAlike(before.agent, agent)) news.push({ type: 'agent.updated', agent });
  for (const contact of after.contacts) {
    if (isNews(contact, old.contacts)) news.push({ type: 'contact.updated', contact });
  }
  // After a restart also when the id is the same, for it names another contact, and when there is none any more.
  if ((isRestarted && focus.contactId !== undefined) || !isAlike(before.focus, focus)) {
    news.push({ type: 'focus.changed', focus });
  }
  for (const call of after.calls) {
    if (isNews(call, old.calls)) news.push({ type: call.state === 'ended' ? 'call.ended' : 'call.updated', call });
  }
  for (const verification of after.verifications) {
    if (isNews(verification, old.verifications)) news.push({ type: 'verification.updated', verification });
  }
  return isRestarted ? [...endings, ...news] : [...news, ...endings];
}

/** Entities are small plain data, written with their keys in one order by one source. */
export const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
