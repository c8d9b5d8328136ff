import { AiccError } from '../../errors.js';
import type { DialInput, Output } from '../../protocol/operations.js';
import { createCustomerLine, type CustomerLine } from '../customer-line.js';
import type { CallInOptions, CustomerCall } from '../customer.js';
import { isFree, refreshAgent } from './agents.js';
import { addCall, connectCall, endCall, limitRinging, mustNotDial, updateCall } from './calls.js';
import { createContact, join } from './contacts.js';
import { offerFocus } from './focus.js';
import { liveCallsOf } from './queries.js';
import type { AgentRecord, CallRecord, Run } from './run.js';

/** A customer calls: rings the agent named, else the one who is ready longest. */
export function callIn(run: Run, options: CallInOptions): CustomerCall {
  const { callerNum, calledNum, callData = '', mediaType = 'audio' } = options;
  const agent = agentFor(run, options.workNo);
  const contactId = createContact(run, { mediaType, customerNumber: callerNum, callData, serviceNumber: calledNum });
  if (!agent) {
    run.contacts.delete(contactId);
    const line = createCustomerLine({
      number: callerNum,
      contactId,
      callId: '',
      state: 'dialing',
      handlers: { answer: nothing, reject: nothing, hangUp: nothing },
    });
    line.end('no-agent');
    run.phones.connect(line.leg);
    return line.leg;
  }

  const record = addCall(run, agent, 'main', {
    id: run.nextId('call'),
    contactId,
    direction: 'in',
    state: 'ringing',
    callerNum,
    calledNum,
    parties: [
      { kind: 'customer', number: callerNum },
      { kind: 'agent', number: agent.options.workNo },
    ],
  });
  const line = connectLine(run, record, callerNum, 'dialing');
  join(run, agent, contactId);
  offerFocus(run, agent, contactId);
  limitRinging(run, record);
  updateCall(run, record);
  run.phones.connect(line.leg);
  return line.leg;
}

/** The agent calls a customer. */
export function dial(run: Run, agent: AgentRecord, input: DialInput): Output<'call.dial'> {
  mustNotDial(run, agent);
  if (liveCallsOf(run, agent.options.workNo).some(({ call }) => call.state === 'talking')) {
    throw new AiccError('call/wrong-state', 'Hold or end the call before you dial another');
  }
  const { calledNum, mediaType, callData = '' } = input;
  const { callerNum = run.settings.numbers[0] ?? agent.options.workNo } = input;
  const contactId = createContact(run, { mediaType, customerNumber: calledNum, callData, serviceNumber: callerNum });
  const record = addCall(run, agent, 'main', {
    id: run.nextId('call'),
    contactId,
    direction: 'out',
    state: 'dialing',
    callerNum,
    calledNum,
    parties: [
      { kind: 'agent', number: agent.options.workNo },
      { kind: 'customer', number: calledNum },
    ],
  });
  join(run, agent, contactId);
  offerFocus(run, agent, contactId);
  updateCall(run, record);
  refreshAgent(run, agent);
  ringOut(run, record);
  return { callId: record.call.id, contactId };
}

/** Rings the telephone that a leg in state `dialing` was made to. */
export function ringOut(run: Run, record: CallRecord): void {
  const { calledNum } = record.call;
  if (run.phones.isBusy(calledNum)) return endCall(run, record, 'busy');
  limitRinging(run, record);
  run.phones.connect(connectLine(run, record, calledNum, 'ringing').leg);
}

function connectLine(run: Run, record: CallRecord, number: string, state: 'dialing' | 'ringing'): CustomerLine {
  const { contactId, id } = record.call;
  const line = createCustomerLine({
    number,
    contactId,
    callId: id,
    state,
    handlers: {
      answer: () => connectCall(run, record),
      reject: () => endCall(run, record, 'rejected'),
      hangUp: () => endCall(run, record, 'customer'),
    },
  });
  record.line = line;
  return line;
}

/** Who is named is rung in any state but offline, for a waiting call too. */
function agentFor(run: Run, workNo: string | undefined): AgentRecord | undefined {
  if (workNo !== undefined) {
    const agent = run.agents.get(workNo);
    return agent?.base === 'offline' ? undefined : agent;
  }
  return [...run.agents.values()]
    .filter((agent) => isFree(run, agent))
    .reduce<AgentRecord | undefined>(
      (best, agent) => (best && best.agent.since <= agent.agent.since ? best : agent),
      undefined,
    );
}

const nothing = (): void => undefined;
