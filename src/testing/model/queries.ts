import { isLive as isLiveCall } from '../../protocol/reducer.js';
import { AiccError } from '../../errors.js';
import type { CallState } from '../../protocol/entities.js';
import type { AgentRecord, CallRecord, ContactRecord, Run } from './run.js';

export const isLive = ({ call }: CallRecord): boolean => isLiveCall(call);

/** The live calls of an agent, oldest first. */
export const liveCallsOf = (run: Run, workNo: string): CallRecord[] =>
  [...run.calls.values()].filter((record) => record.workNo === workNo && isLive(record));

/** The agent's live leg to whom they ask on behalf of a call. */
export const consultOf = (run: Run, { workNo, call }: CallRecord): CallRecord | undefined =>
  liveCallsOf(run, workNo).find((other) => other.call.consultOf === call.id);

/** Whether anybody is on the line, agents or others. */
export const hasLiveCall = (run: Run, contactId: string): boolean =>
  run.passages.has(contactId) ||
  [...run.calls.values()].some((record) => record.call.contactId === contactId && isLive(record));

/** The agents who see a contact. */
export const viewersOf = (run: Run, contactId: string): AgentRecord[] =>
  [...run.agents.values()].filter((agent) => agent.parts.has(contactId));

/** @throws AiccError `call/not-found` */
export function contactSeenBy(run: Run, agent: AgentRecord, contactId: string): ContactRecord {
  const contact = agent.parts.has(contactId) ? run.contacts.get(contactId) : undefined;
  if (!contact) throw new AiccError('call/not-found', `Agent ${agent.options.workNo} has no contact ${contactId}`);
  return contact;
}

/**
 * The call that an operation is about: the one that it names, else the newest of the agent that is in a fitting state,
 * tried in the order of `states`.
 *
 * @throws AiccError `call/not-found`, `call/wrong-state`
 */
export function callFor(
  run: Run,
  { options: { workNo } }: AgentRecord,
  callId: string | undefined,
  ...states: readonly CallState[]
): CallRecord {
  const live = liveCallsOf(run, workNo);
  const candidates = callId === undefined ? live.reverse() : live.filter(({ call }) => call.id === callId);
  for (const state of states) {
    const found = candidates.find(({ call }) => call.state === state);
    if (found) return found;
  }
  const [other] = candidates;
  throw other
    ? new AiccError('call/wrong-state', `The call ${other.call.id} is ${other.call.state}, not ${states.join(' or ')}`)
    : new AiccError('call/not-found', callId === undefined ? 'There is no call' : `There is no call ${callId}`);
}
