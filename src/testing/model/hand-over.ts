import type { Call } from '../../protocol/entities.js';
import type { CustomerLine } from '../customer-line.js';
import { agentOf, recordingOf, updateCall } from './calls.js';
import { giveLine } from './lines.js';
import type { CallRecord, Run } from './run.js';
import { disown } from './verifications.js';

/** Who was asked for advice has the customer from now on: their leg is the contact's main call. */
export function handOver(run: Run, record: CallRecord, customer: CustomerLine): void {
  const { contactId, workNo, ...rest } = { ...record.call, workNo: record.workNo };
  const contact = run.contacts.get(contactId);
  const { consultOf: _consultOf, ...call }: Call = { ...rest, contactId };
  record.role = 'main';
  record.call = {
    ...call,
    direction: 'in',
    callerNum: customer.leg.number,
    calledNum: contact?.serviceNumber ?? call.calledNum,
    parties: [
      { kind: 'customer', number: customer.leg.number },
      { kind: 'agent', number: workNo },
    ],
    ...recordingOf(run, record),
  };
  giveLine(run, record, customer);
  // The colleague may have put the consultation on hold.
  const state = record.call.state === 'held' ? 'held' : 'talking';
  customer.setState(state);
  disown(run, agentOf(run, record), contactId);
  updateCall(run, record, { state });
}
