import { AiccError } from '../../errors.js';
import type { Call } from '../../protocol/entities.js';
import type { Input, Output } from '../../protocol/operations.js';
import { refreshAgent } from './agents.js';
import { addCall, endCall, hold, limitRinging, mustBeUnbound, resume, updateCall } from './calls.js';
import { join } from './contacts.js';
import { offerFocus } from './focus.js';
import { ringOut } from './lines.js';
import { callFor, consultOf, liveCallsOf } from './queries.js';
import type { AgentRecord, CallRecord, Run } from './run.js';
import { adviserOf, targetOf } from './targets.js';

/**
 * The agent asks a colleague, or somebody outside, while the customer is held. A colleague has a leg of their own on
 * the same contact, so they see the customer and the authentication too.
 */
export function consult(run: Run, agent: AgentRecord, input: Input<'call.consult'>): Output<'call.consult'> {
  const main = callFor(run, agent, input.callId, 'talking', 'held');
  mustBeUnbound(run, agent);
  const isTalking = liveCallsOf(run, main.workNo).some((other) => other !== main && other.call.state === 'talking');
  if (main.role !== 'main' || isTalking || consultOf(run, main)) {
    throw new AiccError('call/wrong-state', `Nobody can be consulted for the call ${main.call.id} now`);
  }
  const adviser = adviserOf(run, targetOf(run, input));
  const number = typeof adviser === 'string' ? adviser : adviser.options.workNo;

  main.withdraw?.('cancelled');
  if (main.call.state === 'talking') hold(run, main);
  const shared: Omit<Call, 'id' | 'state' | 'muted' | 'startedAt'> = {
    contactId: main.call.contactId,
    direction: typeof adviser === 'string' ? 'out' : 'internal',
    callerNum: main.workNo,
    calledNum: number,
    parties: [
      { kind: 'agent', number: main.workNo },
      { kind: typeof adviser === 'string' ? 'external' : 'agent', number },
    ],
    consultOf: main.call.id,
  };
  const leg = addCall(run, agent, 'consulting', { id: run.nextId('call'), ...shared, state: 'dialing' });
  updateCall(run, leg);
  refreshAgent(run, agent);
  if (typeof adviser === 'string') ringOut(run, leg);
  else ringColleague(run, leg, adviser, shared);
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
 * The leg to who is consulted, named by itself or by the customer's call.
 *
 * @throws AiccError `call/not-found`, and `call/wrong-state` where a call is named for which nobody is consulted
 */
function consultFor(run: Run, agent: AgentRecord, callId: string | undefined): CallRecord {
  const live = liveCallsOf(run, agent.options.workNo);
  const leg = live.find(
    ({ role, call }) =>
      role === 'consulting' && (callId === undefined || call.id === callId || call.consultOf === callId),
  );
  if (leg) return leg;
  const isThere = live.some(({ call }) => call.id === callId);
  throw new AiccError(isThere ? 'call/wrong-state' : 'call/not-found', 'Nobody is being consulted');
}

/**
 * Both calls of a consultation: the customer is held, and who was asked talks.
 *
 * @throws AiccError `call/not-found`, `call/wrong-state`
 */
export function consultation(
  run: Run,
  agent: AgentRecord,
  callId: string | undefined,
): { readonly leg: CallRecord; readonly main: CallRecord } {
  const leg = consultFor(run, agent, callId);
  const main = run.calls.get(leg.call.consultOf ?? '');
  if (leg.call.state === 'talking' && main?.call.state === 'held' && main.line) return { leg, main };
  throw new AiccError('call/wrong-state', 'It takes a customer on hold and an answered consultation');
}

/**
 * Ends the consultation and goes back to the customer, unless the agent is busy with somebody else meanwhile. Named by
 * either of the two calls.
 *
 * @throws AiccError `call/not-found`, `call/wrong-state`
 */
export function cancelConsult(run: Run, agent: AgentRecord, callId?: string): void {
  const leg = consultFor(run, agent, callId);
  endCall(run, leg, 'cancelled');
  const main = run.calls.get(leg.call.consultOf ?? '');
  if (main) resume(run, main);
}
