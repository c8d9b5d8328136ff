import { AiccError } from '../errors.js';
import type { Call } from '../protocol/entities.js';
import type { AgentAction, CallAction } from './actions.js';
import type { SoftphoneState } from './softphone.js';

/** @throws AiccError `auth/signed-in-elsewhere`, `call/wrong-state` */
export function mustAllow({ agent, allowed }: SoftphoneState, action: AgentAction): void {
  if (!allowed.agent.has(action)) throw refusal(agent?.elsewhere, action);
}

/**
 * The call that an action is about: the one named, else the one that the agent is on, among those that allow it.
 *
 * @throws AiccError `call/not-found`, `auth/signed-in-elsewhere`, `call/wrong-state`
 */
export function callFor(state: SoftphoneState, action: CallAction, callId: string | undefined): Call {
  const { agent, allowed, calls, focusedContactId } = state;
  const candidates = calls.filter(({ id }) => callId === undefined || id === callId);
  if (candidates.length === 0) throw new AiccError('call/not-found');
  const rank = (call: Call): number => nearness.indexOf(call.state) * 2 + +(call.contactId !== focusedContactId);
  const [call] = candidates.filter(({ id }) => allowed.calls.get(id)?.has(action)).sort((a, b) => rank(a) - rank(b));
  if (!call) throw refusal(agent?.elsewhere, action);
  return call;
}

const nearness = ['talking', 'conference', 'consulting', 'dialing', 'ringing', 'held'];

const refusal = (isElsewhere: boolean | undefined, action: string): AiccError =>
  new AiccError(isElsewhere ? 'auth/signed-in-elsewhere' : 'call/wrong-state', `Not allowed now: ${action}`);
