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

/** When a state ends by itself, or is due to. */
function untilOf(run: Run, { parts, rest }: AgentRecord, state: AgentState): number | undefined {
  if (state === 'wrap-up') return Math.max(...[...parts.values()].map(({ wrapUp }) => wrapUp?.until ?? 0));
  // A rest that was asked for during a call has all its time after the call.
  return state === 'rest' && rest ? (rest.until ??= run.now() + rest.ms) : undefined;
}

/** Tells of the agent's state if it has changed. Call it after everything that may have changed it. */
export function refreshAgent(run: Run, record: AgentRecord): void {
  const { workNo, name, skillGroups = [] } = record.options;
  const before = record.agent;
  const state = stateOf(run, record);
  if (state !== 'on-call' && state !== 'wrap-up') record.asked = undefined;
  const reason = state === record.base ? record.baseReason : undefined;
  const until = untilOf(run, record, state);
  const isSame = state === before.state && reason === before.reason && until === before.until;
  if (isSame && record.asked === before.pendingState) return;
  const agent: Agent = {
    workNo,
    ...(name !== undefined && { name }),
    state,
    ...(reason !== undefined && { reason }),
    since: state === before.state ? before.since : run.now(),
    ...(record.asked !== undefined && { pendingState: record.asked }),
    ...(until !== undefined && { until }),
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

export interface Asked {
  readonly reason?: string | undefined;
  /** How long a rest is to be; it ends nothing. */
  readonly seconds?: number | undefined;
}

/** Takes effect after calls and wrap-up. */
export function askFor(run: Run, record: AgentRecord, state: 'ready' | 'busy' | 'rest', asked: Asked = {}): void {
  signedIn(record);
  record.base = state;
  record.baseReason = asked.reason;
  record.rest = asked.seconds === undefined ? undefined : { ms: asked.seconds * 1000 };
  record.asked = state;
  refreshAgent(run, record);
}

/** Whether a call may be given to the agent without asking for them by name. */
export const isFree = (run: Run, { agent }: AgentRecord): boolean =>
  agent.state === 'ready' && liveCallsOf(run, agent.workNo).length === 0;

/** Of those who are free the one who is ready longest. */
export const readyLongest = (run: Run, agents: readonly AgentRecord[]): AgentRecord | undefined =>
  agents
    .filter((agent) => isFree(run, agent))
    .reduce<AgentRecord | undefined>(
      (best, agent) => (best && best.agent.since <= agent.agent.since ? best : agent),
      undefined,
    );

export const membersOf = (run: Run, skillGroup: string): AgentRecord[] =>
  [...run.agents.values()].filter(({ options }) => options.skillGroups?.includes(skillGroup));
