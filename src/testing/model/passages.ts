import type { LineHandlers } from '../customer-line.js';
import { addCall, endCall, limitRinging, resume, updateCall } from './calls.js';
import { closeIfDeserted, join } from './contacts.js';
import { offerFocus } from './focus.js';
import { giveLine, leadLine } from './lines.js';
import type { AgentRecord, Passage, Run } from './run.js';
import { abandonAttempts, disown, expireResults } from './verifications.js';

const nothing = (): void => undefined;

/**
 * A customer sets out: to be rung for, to wait, to be with nobody of ours. The one of an agent's held call stays with
 * that call until somebody answers.
 */
export function setOut(run: Run, { contactId, line, holder, isTransfer }: Omit<Passage, 'stop'>): Passage {
  const passage: Passage = { contactId, line, holder, isTransfer, stop: nothing };
  run.passages.set(contactId, passage);
  if (holder) {
    holder.withdraw = (reason) => {
      holder.withdraw = undefined;
      run.passages.delete(contactId);
      passage.stop(reason);
    };
  } else {
    leadLine(run, line, customerLeaves(run, passage));
  }
  return passage;
}

/** It came to nothing: the agent who gave the customer away has them again, else the call is over. */
export function fail(run: Run, passage: Passage, reason: string): void {
  const { contactId, holder } = passage;
  run.passages.delete(contactId);
  if (!holder) return endPassage(run, passage, reason);
  holder.withdraw = undefined;
  resume(run, holder);
}

/** Somebody who is no agent of ours has the customer from now on; `stop` ends that. */
export function settleOutside(run: Run, { contactId, line, holder }: Passage, stop: (reason: string) => void): Passage {
  const passage: Passage = { contactId, line, isTransfer: true, stop };
  letGo(holder, run);
  run.passages.set(contactId, passage);
  leadLine(run, line, customerLeaves(run, passage));
  line.setState('talking');
  if (holder) endCall(run, holder, 'transferred');
  return passage;
}

/** Ends everything about a customer who is with no agent. */
export function endPassage(run: Run, passage: Passage, reason: string): void {
  const { contactId, line } = passage;
  if (run.passages.get(contactId) === passage) run.passages.delete(contactId);
  passage.stop(reason);
  line.end(reason);
  abandonAttempts(run, contactId);
  expireResults(run, contactId);
  closeIfDeserted(run, contactId);
}

/**
 * Rings an agent for the customer.
 *
 * @param onMissed What to do when it comes to nothing.
 */
export function offerTo(run: Run, passage: Passage, agent: AgentRecord, onMissed: (reason: string) => void): void {
  const { contactId, line, holder, isTransfer } = passage;
  const contact = run.contacts.get(contactId);
  if (!contact) return;
  const { customerNumber = '' } = contact.contact;
  const record = addCall(run, agent, 'main', {
    id: run.nextId('call'),
    contactId,
    direction: 'in',
    state: 'ringing',
    callerNum: customerNumber,
    calledNum: contact.serviceNumber,
    parties: [
      { kind: 'customer', number: customerNumber },
      { kind: 'agent', number: agent.options.workNo },
    ],
  });
  if (!holder) line.setCallId(record.call.id);
  passage.stop = (reason) => {
    record.onEnd = undefined;
    endCall(run, record, reason);
  };
  record.onEnd = (reason) => {
    passage.stop = nothing;
    if (!holder) line.setCallId('');
    onMissed(reason);
  };
  record.onAnswer = () => {
    record.onEnd = undefined;
    run.passages.delete(contactId);
    letGo(holder, run);
    giveLine(run, record, line);
    if (isTransfer) disown(run, agent, contactId);
    if (holder) endCall(run, holder, 'transferred');
  };
  join(run, agent, contactId, isTransfer);
  offerFocus(run, agent, contactId);
  limitRinging(run, record);
  updateCall(run, record);
}

/** The customer is no longer the holder's: the end of the holder's call is not theirs. */
function letGo(holder: Passage['holder'], { passages }: Run): void {
  if (!holder) return;
  passages.delete(holder.call.contactId);
  holder.line = holder.withdraw = undefined;
}

const customerLeaves = (run: Run, passage: Passage): LineHandlers => ({
  hangUp: () => endPassage(run, passage, 'customer'),
});
