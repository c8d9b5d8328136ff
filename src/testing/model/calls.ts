import { AiccError } from '../../errors.js';
import type { Call } from '../../protocol/entities.js';
import { refreshAgent } from './agents.js';
import { finishPart } from './contacts.js';
import { moveFocusOn, setFocus } from './focus.js';
import { callFor, isLive, liveCallsOf } from './queries.js';
import type { AgentRecord, CallRecord, Run } from './run.js';
import { abandonAttempts, expireResults } from './verifications.js';

/** Adds an agent's leg, not told yet: what it belongs to is told first. */
export function addCall(
  run: Run,
  agent: AgentRecord,
  role: CallRecord['role'],
  fields: Omit<Call, 'muted' | 'startedAt'>,
): CallRecord {
  const call: Call = { ...fields, muted: false, startedAt: run.now() };
  const record: CallRecord = { call, workNo: agent.options.workNo, role };
  run.calls.set(call.id, record);
  return record;
}

export function updateCall(run: Run, record: CallRecord, changes: Partial<Call> = {}): void {
  record.call = { ...record.call, ...changes };
  run.emit(record.workNo, { type: 'call.updated', call: record.call });
}

export function limitRinging(run: Run, record: CallRecord): void {
  record.ringing = run.after(run.settings.ringMs, () => {
    endCall(run, record, 'no-answer');
  });
}

export function agentOf(run: Run, { workNo }: CallRecord): AgentRecord {
  const agent = run.agents.get(workNo);
  if (!agent) throw new AiccError('server/internal', `A call belongs to no agent: ${workNo}`);
  return agent;
}

/** An agent has one pair of ears: what talks is held when another call begins to. */
function holdOthers(run: Run, record: CallRecord): void {
  for (const other of liveCallsOf(run, record.workNo)) {
    if (other !== record && other.call.state === 'talking') hold(run, other);
  }
}

export function hold(run: Run, record: CallRecord): void {
  record.line?.setState('held');
  updateCall(run, record, { state: 'held' });
}

export function mute(run: Run, record: CallRecord, muted: boolean): void {
  if (record.call.muted !== muted) updateCall(run, record, { muted });
}

function talk(run: Run, record: CallRecord): void {
  record.ringing?.();
  record.line?.setState('talking');
  const isFirst = record.call.answeredAt === undefined;
  updateCall(run, record, {
    state: record.conference ? 'conference' : 'talking',
    ...recordingOf(run, record),
    ...(isFirst && { answeredAt: run.now() }),
  });
  refreshAgent(run, agentOf(run, record));
}

/** What is said to a customer is recorded, from the answer on. */
export const recordingOf = (run: Run, { role, call }: CallRecord): Pick<Call, 'recording'> =>
  run.settings.isRecorded && role === 'main' && !call.recording ? { recording: 'on' } : {};

/** Somebody picked up: the agent here, or whom the agent called. */
export function connectCall(run: Run, record: CallRecord): void {
  holdOthers(run, record);
  const { onAnswer } = record;
  record.onAnswer = undefined;
  onAnswer?.();
  // Also for a second call that the agent dialled: whoever talks to B must not look at the verified A.
  setFocus(run, agentOf(run, record), record.call.contactId);
  talk(run, record);
  const peer = peerOf(run, record);
  if (peer && peer.call.answeredAt === undefined) talk(run, peer);
}

export const peerOf = (run: Run, { peerId }: CallRecord): CallRecord | undefined =>
  peerId === undefined ? undefined : run.calls.get(peerId);

export function endCall(run: Run, record: CallRecord, reason: string): void {
  if (!isLive(record)) return;
  const { contactId } = record.call;
  const { line, onEnd, withdraw } = record;
  const agent = agentOf(run, record);
  record.ringing?.();
  record.onEnd = record.onAnswer = record.withdraw = undefined;
  record.call = { ...record.call, state: 'ended', endedAt: run.now(), endReason: reason };
  line?.end(reason);
  run.emit(record.workNo, { type: 'call.ended', call: record.call });
  const peer = peerOf(run, record);
  if (peer) endCall(run, peer, reason);
  withdraw?.(reason);
  onEnd?.(reason);
  if (liveCallsOf(run, record.workNo).every(({ call }) => call.contactId !== contactId)) {
    moveFocusOn(run, agent, contactId);
  }
  if (record.role === 'main' && line) abandonAttempts(run, contactId);
  expireResults(run, contactId);
  finishPart(run, agent, contactId);
}

export function answer(run: Run, agent: AgentRecord, callId?: string): void {
  const record = callFor(run, agent, callId, 'ringing');
  mustBeUnbound(run, agent);
  connectCall(run, record);
}

export function reject(run: Run, agent: AgentRecord, callId?: string): void {
  endCall(run, callFor(run, agent, callId, 'ringing'), 'rejected');
}

/** Who hangs up on the customer hangs up on the colleague asked for the customer too. */
export function hangUp(run: Run, agent: AgentRecord, callId?: string): void {
  const record = callFor(run, agent, callId, 'talking', 'conference', 'dialing', 'held');
  for (const leg of liveCallsOf(run, record.workNo)) {
    if (leg.call.consultOf === record.call.id) endCall(run, leg, 'agent');
  }
  endCall(run, record, 'agent');
}

/** Also takes back a customer whom somebody else is rung for. */
export function retrieve(run: Run, agent: AgentRecord, callId?: string): void {
  const record = callFor(run, agent, callId, 'held');
  mustBeUnbound(run, agent);
  record.withdraw?.('cancelled');
  const isSwap = liveCallsOf(run, record.workNo).some(({ call }) => call.state === 'talking');
  holdOthers(run, record);
  if (isSwap) setFocus(run, agent, record.call.contactId);
  talk(run, record);
}

/** Goes back to a held call, unless the agent is busy with another. */
export function resume(run: Run, record: CallRecord): void {
  const isBusy = liveCallsOf(run, record.workNo).some(({ call }) =>
    ['talking', 'dialing', 'conference'].includes(call.state),
  );
  if (record.call.state === 'held' && !isBusy) talk(run, record);
}

/** @throws AiccError `call/wrong-state` while a call is being set up, or in a conference, which nobody can put on hold */
export function mustBeUnbound(run: Run, agent: AgentRecord): void {
  const bound = liveCallsOf(run, agent.options.workNo).find(
    ({ call }) => call.state === 'dialing' || call.state === 'conference',
  );
  if (bound) throw new AiccError('call/wrong-state', `The call ${bound.call.id} is ${bound.call.state}`);
}
