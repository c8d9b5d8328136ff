import { AiccError } from '../../errors.js';
import type { Agent, AgentState } from '../../protocol/entities.js';
import { liveCallsOf } from './queries.js';
import type { AgentRecord, Run } from './run.js';

/** What the agent is to be seen as: calls before wrap-up before what was asked for. */
function stateOf(run: Run, record: AgentRecord): AgentState {
  if (record.base === 'offline') return 'offline';
  if (liveCallsOf(run, record.options.workNo).some(({ call }) => call.state !== 'ringing')) return 'on-call';
  return [...record.parts.values()].some(({ wrapUp }) => wrapUp) ? 'wrap-up' : record.base;
}

/** Tells of the agent's state if it has changed. Call it after everything that may have changed it. */
export function refreshAgent(run: Run, record: AgentRecord): void {
  const { workNo, name, skillGroups = [] } = record.options;
  const before = record.agent;
  const state = stateOf(run, record);
  if (state !== 'on-call' && state !== 'wrap-up') record.asked = undefined;
  const reason = state === record.base ? record.baseReason : undefined;
  if (state === before.state && reason === before.reason && record.asked === before.pendingState) return;
  const agent: Agent = {
    workNo,
    ...(name !== undefined && { name }),
    state,
    ...(reason !== undefined && { reason }),
    since: state === before.state ? before.since : run.now(),
    ...(record.asked !== undefined && { pendingState: record.asked }),
    skillGroups,
  };
  record.agent = agent;
  run.emit(workNo, { type: 'agent.updated', agent });
}

/** An agent who is signed in. @throws AiccError `call/wrong-state` */
export function signedIn(record: AgentRecord): AgentRecord {
  if (record.base !== 'offline') return record;
  throw new AiccError('call/wrong-state', `Agent ${record.options.workNo} is not signed in`);
}

/** Whoever signs in is ready. Source: CC-Gateway, sign-in, `status` is idle by default. */
export function signIn(run: Run, record: AgentRecord): void {
  if (record.base === 'offline') record.base = 'ready';
  refreshAgent(run, record);
}

/** Takes effect after calls and wrap-up. */
export function askFor(run: Run, record: AgentRecord, state: 'ready' | 'busy' | 'rest', reason?: string): void {
  signedIn(record);
  record.base = state;
  record.baseReason = reason;
  record.asked = state;
  refreshAgent(run, record);
}

/** Whether a call may be given to the agent without asking for them by name. */
export const isFree = (run: Run, { agent }: AgentRecord): boolean =>
  agent.state === 'ready' && liveCallsOf(run, agent.workNo).length === 0;
