import type { CallState } from '../../protocol/entities.js';
import { liveCallsOf } from './queries.js';
import type { AgentRecord, Run } from './run.js';

/** Which live call the agent turns to first. */
const nearness: readonly CallState[] = ['talking', 'conference', 'consulting', 'dialing', 'held', 'ringing'];

export function setFocus(run: Run, agent: AgentRecord, contactId: string | undefined): void {
  if (agent.focus === contactId) return;
  agent.focus = contactId;
  run.emit(agent.options.workNo, { type: 'focus.changed', focus: contactId === undefined ? {} : { contactId } });
}

/** A new contact gets the focus when no call of the agent is live; wrap-up is not live. */
export function offerFocus(run: Run, agent: AgentRecord, contactId: string): void {
  if (liveCallsOf(run, agent.options.workNo).every(({ call }) => call.contactId === contactId)) {
    setFocus(run, agent, contactId);
  }
}

/** After a call of the contact in focus ended: to another live contact, if there is one. */
export function moveFocusOn(run: Run, agent: AgentRecord, contactId: string): void {
  if (agent.focus !== contactId) return;
  const next = liveContact(run, agent, contactId);
  if (next !== undefined) setFocus(run, agent, next);
}

/** After a contact is over for the agent: also to one that is still wrapped up, else to none. */
export function dropFocus(run: Run, agent: AgentRecord, contactId: string): void {
  if (agent.focus === contactId) setFocus(run, agent, liveContact(run, agent, contactId) ?? [...agent.parts.keys()][0]);
}

function liveContact(run: Run, agent: AgentRecord, except: string): string | undefined {
  const calls = liveCallsOf(run, agent.options.workNo).filter(({ call }) => call.contactId !== except);
  for (const state of nearness) {
    const found = calls.find(({ call }) => call.state === state);
    if (found) return found.call.contactId;
  }
  // E-mail and chat have no calls; they are live until they end.
  for (const [contactId, { wrapUp }] of agent.parts) if (contactId !== except && !wrapUp) return contactId;
  return undefined;
}
