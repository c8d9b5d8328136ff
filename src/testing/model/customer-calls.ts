import { AiccError } from '../../errors.js';
import type { DialInput, Output } from '../../protocol/operations.js';
import type { CallInOptions, CustomerCall } from '../customer.js';
import { refreshAgent } from './agents.js';
import { addCall, mustBeUnbound, updateCall } from './calls.js';
import { createContact, join } from './contacts.js';
import { offerFocus } from './focus.js';
import { addLine, ringOut } from './lines.js';
import { fail, setOut } from './passages.js';
import { liveCallsOf } from './queries.js';
import type { AgentRecord, Run } from './run.js';
import type { Target } from './targets.js';
import { lead } from './transfer.js';

/** A customer calls: rings the agent named, else waits for the group of the number, else for nobody long. */
export function callIn(run: Run, options: CallInOptions): CustomerCall {
  const { callerNum, calledNum, callData = '', mediaType = 'audio' } = options;
  const contactId = createContact(run, { mediaType, customerNumber: callerNum, callData, serviceNumber: calledNum });
  const line = addLine(run, { number: callerNum, contactId, state: 'dialing', handlers: { hangUp: () => undefined } });
  const contact = run.contacts.get(contactId);
  if (contact) contact.line = line;
  const passage = setOut(run, { contactId, line, isTransfer: false });
  const target = targetOfCall(run, options);
  if (target) lead(run, passage, target);
  else fail(run, passage, 'no-agent');
  run.phones.connect(line.leg);
  return line.leg;
}

/** Who is named is rung in any state but offline, for a waiting call too. */
function targetOfCall(run: Run, { workNo, calledNum }: CallInOptions): Target | undefined {
  if (workNo !== undefined) {
    const agent = run.agents.get(workNo);
    return !agent || agent.base === 'offline' ? undefined : { kind: 'agent', agent };
  }
  const skillGroup = run.settings.numbers.find(({ number }) => number === calledNum)?.skillGroup;
  return skillGroup === undefined ? { kind: 'anybody' } : { kind: 'skillGroup', id: skillGroup };
}

/** The agent calls a customer. */
export function dial(run: Run, agent: AgentRecord, input: DialInput): Output<'call.dial'> {
  mustBeUnbound(run, agent);
  if (liveCallsOf(run, agent.options.workNo).some(({ call }) => call.state === 'talking')) {
    throw new AiccError('call/wrong-state', 'Hold or end the call before you dial another');
  }
  const { calledNum, mediaType, callData = '' } = input;
  const { callerNum = run.settings.numbers[0]?.number ?? agent.options.workNo } = input;
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
