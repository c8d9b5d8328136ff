import { AiccError } from '../../errors.js';
import type { Agent } from '../../protocol/entities.js';
import type { Operation } from '../../protocol/operations.js';
import { refreshAgent } from './agents.js';
import type { AgentRecord, Run } from './run.js';

/** Where an agent sits when nothing else is said. */
export const defaultSeat = 'default';

/** What a seat may do whose agent works at another one: come back, and read. */
const openToAll: ReadonlySet<Operation> = new Set([
  'agent.signIn',
  'agent.reasons',
  'directory.search',
  'numbers.outbound',
  'verification.processes',
  'verification.result',
]);

const isElsewhere = (record: AgentRecord, seat: string): boolean => record.seat !== undefined && record.seat !== seat;

/** The agent as a seat sees them. */
export const agentAt = (record: AgentRecord, seat: string, agent: Agent = record.agent): Agent =>
  isElsewhere(record, seat) ? { ...agent, elsewhere: true } : agent;

/** @throws AiccError `auth/signed-in-elsewhere` */
export function mustSitHere(record: AgentRecord, seat: string, operation: Operation): void {
  if (isElsewhere(record, seat) && !openToAll.has(operation)) throw signedInElsewhere(record);
}

/**
 * Whoever signs in is ready, at the seat where they do. Source: CC-Gateway, sign-in, `status` is idle by default.
 *
 * @throws AiccError `auth/signed-in-elsewhere` unless forced
 */
export function signIn(
  run: Run,
  record: AgentRecord,
  seat: string,
  { force = false }: { readonly force?: boolean },
): void {
  const { workNo } = record.options;
  const before = record.seat;
  if (before !== undefined && before !== seat && !force) throw signedInElsewhere(record);
  record.seat = seat;
  if (record.base === 'offline') record.base = 'ready';
  refreshAgent(run, record);
  if (before === undefined || before === seat) return;
  // Calls go on: they are the agent's, not the seat's.
  run.emit(workNo, { type: 'agent.conflict', workNo }, before);
  for (const each of [before, seat]) run.emit(workNo, { type: 'agent.updated', agent: record.agent }, each);
}

const signedInElsewhere = ({ options }: AgentRecord): AiccError =>
  new AiccError('auth/signed-in-elsewhere', `Agent ${options.workNo} is signed in at another seat`);
