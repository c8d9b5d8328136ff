import { AiccError } from '../../errors.js';
import type { Call } from '../../protocol/entities.js';
import type { Input, Output } from '../../protocol/operations.js';
import { isFree, refreshAgent } from './agents.js';
import { addCall, endCall, hold, limitRinging, mustNotDial, retrieve, updateCall } from './calls.js';
import { join } from './contacts.js';
import { ringOut } from './customer-calls.js';
import { offerFocus } from './focus.js';
import { callFor, liveCallsOf } from './queries.js';
import type { AgentRecord, CallRecord, Run } from './run.js';

/**
 * The agent asks a colleague, or somebody outside, while the customer is held. A colleague has a leg of their own on
 * the same contact, so they see the customer and the authentication too.
 */
export function consult(run: Run, agent: AgentRecord, { callId, to }: Input<'call.consult'>): Output<'call.consult'> {
  const main = callFor(run, agent, callId, 'talking', 'held');
  mustNotDial(run, agent);
  const isBusy = liveCallsOf(run, main.workNo).some(
    (other) => other !== main && (other.call.state === 'talking' || other.call.consultOf === main.call.id),
  );
  if (main.role !== 'main' || isBusy) {
    throw new AiccError('call/wrong-state', `Nobody can be consulted for the call ${main.call.id} now`);
  }
  const colleague = run.agents.get(to);
  if (colleague ? !isFree(run, colleague) : !/^\+?[\d*#]{1,24}$/.test(to)) {
    throw colleague
      ? new AiccError('call/wrong-state', `Agent ${to} cannot take a call`)
      : new AiccError('call/invalid-number', 'The number to consult cannot be dialled');
  }

  if (main.call.state === 'talking') hold(run, main);
  const shared: Pick<Call, 'contactId' | 'direction' | 'callerNum' | 'calledNum' | 'parties' | 'consultOf'> = {
    contactId: main.call.contactId,
    direction: colleague ? 'internal' : 'out',
    callerNum: main.workNo,
    calledNum: to,
    parties: [
      { kind: 'agent', number: main.workNo },
      { kind: colleague ? 'agent' : 'external', number: to },
    ],
    consultOf: main.call.id,
  };
  const leg = addCall(run, agent, 'consulting', { id: run.nextId('call'), ...shared, state: 'dialing' });
  updateCall(run, leg);
  refreshAgent(run, agent);
  if (colleague) ringColleague(run, leg, colleague, shared);
  else ringOut(run, leg);
  return { callId: leg.call.id };
}

function ringColleague(
  run: Run,
  leg: CallRecord,
  colleague: AgentRecord,
  shared: Omit<Call, 'id' | 'state' | 'muted' | 'startedAt'>,
): void {
  const theirs = addCall(run, colleague, 'consulted', { id: run.nextId('call'), ...shared, state: 'ringing' });
  theirs.peerId = leg.call.id;
  leg.peerId = theirs.call.id;
  join(run, colleague, shared.contactId);
  offerFocus(run, colleague, shared.contactId);
  limitRinging(run, theirs);
  updateCall(run, theirs);
}

/**
 * Ends the consultation and goes back to the customer, unless the agent talks to somebody else meanwhile. Named by either of the two calls.
 *
 * @throws AiccError `call/not-found`
 */
export function cancelConsult(run: Run, agent: AgentRecord, callId?: string): void {
  const leg = liveCallsOf(run, agent.options.workNo).find(
    ({ role, call }) =>
      role === 'consulting' && (callId === undefined || call.id === callId || call.consultOf === callId),
  );
  if (!leg) throw new AiccError('call/not-found', 'Nobody is being consulted');
  endCall(run, leg, 'cancelled');
  const main = run.calls.get(leg.call.consultOf ?? '');
  const isElsewhere = liveCallsOf(run, agent.options.workNo).some(({ call }) => call.state === 'talking');
  if (main?.call.state === 'held' && !isElsewhere) retrieve(run, agent, main.call.id);
}
