import type { Capabilities } from '../connection/connection.js';
import type { Agent, Call, Snapshot } from '../protocol/entities.js';
import type { ConnectionStatus } from '../protocol/events.js';
import type { Operation } from '../protocol/operations.js';
import { isLive } from '../protocol/reducer.js';
import type { AgentAction, AllowedActions, CallAction } from './actions.js';

/**
 * What the agent may do now. Pure; the softphone guards its operations with it, so that a button that follows it offers
 * nothing that the softphone would refuse.
 *
 * Where the agent is not known (a guest that may not see them, a system that does not tell) the centre decides: what
 * depends on the agent's state is offered as far as the link has it.
 *
 * @example
 * const { agent, calls } = allowedActions(connection.snapshot(), connection.capabilities, connection.status);
 * readyButton.disabled = !agent.has('setReady');
 */
export function allowedActions(
  { agent, calls }: Pick<Snapshot, 'agent' | 'calls'>,
  capabilities: Capabilities,
  status: ConnectionStatus,
): AllowedActions {
  const live = calls.filter(isLive);
  const isElsewhere = agent?.elsewhere === true;
  const isOffline = agent?.state === 'offline';
  const isOpen = status === 'open';
  const isHere = isOpen && !isElsewhere && !isOffline;

  const offered = <Action extends AgentAction | CallAction>(
    group: 'agent' | 'call',
    rules: Readonly<Record<Action, boolean>>,
  ): Set<Action> =>
    new Set(
      (Object.keys(rules) as Action[]).filter(
        (action) => rules[action] && capabilities.has(operationOf(group, action)),
      ),
    );

  return {
    agent: offered<AgentAction>('agent', {
      signIn: isOpen && !isElsewhere && (isOffline || !agent),
      takeOver: isOpen && isElsewhere,
      signOut: isHere && live.length === 0,
      setReady: isHere,
      setBusy: isHere,
      rest: isHere,
      endWrapUp: isHere && agent?.state === 'wrap-up',
      dial: isHere && !live.some((call) => call.state === 'dialing' || isSpeaking(call)),
    }),
    calls: new Map(
      live.map((call) => [
        call.id,
        offered('call', isHere ? callRules(call, live, calls, agent) : ({} as Record<CallAction, boolean>)),
      ]),
    ),
  };
}

function callRules(
  call: Call,
  live: readonly Call[],
  calls: readonly Call[],
  agent: Agent | undefined,
): Record<CallAction, boolean> {
  const { state, consultOf, muted, recording, parties } = call;
  const others = live.filter((each) => each !== call);
  // Neither one that is dialled nor a conference can be held while the agent turns to another call.
  const isBound = others.some((each) => each.state === 'dialing' || each.state === 'conference');
  const isFree = !isBound && !others.some(isSpeaking);
  const isSpoken = isSpeaking(call);
  const isTwo = isSpoken && state !== 'conference';
  const isHeld = state === 'held';

  // The two halves of a consultation; whoever is asked has the leg alone, and no main call to go with it.
  const isMain = consultOf === undefined;
  const main = isMain ? call : calls.find(({ id }) => id === consultOf);
  const leg = isMain ? others.find((each) => each.consultOf === call.id) : main && call;
  const isAnswered = leg?.state === 'talking' && main?.state === 'held';
  const isGivable = isMain && !leg && isFree && (isTwo || isHeld);

  return {
    answer: state === 'ringing' && !isBound,
    reject: state === 'ringing',
    hangUp: isSpoken || isHeld || state === 'dialing',
    hold: isTwo,
    retrieve: isHeld && !isBound,
    mute: isSpoken && !muted,
    unmute: isSpoken && muted,
    sendDtmf: isSpoken,
    transfer: isGivable,
    consult: isGivable,
    completeTransfer: isAnswered,
    cancelConsult: leg !== undefined,
    conference: isAnswered,
    // Who brought the parties together is the first of them.
    dropParty: state === 'conference' && isMain && (!agent || parties[0]?.number === agent.workNo),
    focus: true,
    setData: true,
    pauseRecording: isSpoken && recording === 'on',
    resumeRecording: isSpoken && recording === 'paused',
  };
}

/** Talking, consulting, in a conference. */
const isSpeaking = ({ state }: Call): boolean => /^[tc]/.test(state);

const operationOf = (group: 'agent' | 'call', action: AgentAction | CallAction): Operation =>
  action === 'dial' ? 'call.dial' : action === 'takeOver' ? 'agent.signIn' : (`${group}.${action}` as Operation);
