import { createCustomerLine, type CustomerLine, type LineHandlers, type LineOptions } from '../customer-line.js';
import { connectCall, endCall, limitRinging } from './calls.js';
import type { CallRecord, Run } from './run.js';

/** A telephone on a call. What its owner does is a turn of the centre. */
export function addLine(run: Run, options: Omit<LineOptions, 'onEnd'>): CustomerLine {
  const line = createCustomerLine({
    ...options,
    handlers: inTurns(run, options.handlers),
    onEnd: () => run.lines.delete(line),
  });
  run.lines.add(line);
  return line;
}

/** Leads a telephone to somewhere else. */
export function leadLine(run: Run, line: CustomerLine, handlers: LineHandlers, callId?: string): void {
  line.attach(inTurns(run, handlers), callId);
}

/** Gives a telephone to an agent's call. */
export function giveLine(run: Run, record: CallRecord, line: CustomerLine): void {
  record.line = line;
  leadLine(run, line, { hangUp: () => endCall(run, record, 'customer') }, record.call.id);
}

/** Rings the telephone that a leg in state `dialing` was made to. */
export function ringOut(run: Run, record: CallRecord): void {
  const { calledNum, contactId, id } = record.call;
  if (run.phones.isBusy(calledNum)) return endCall(run, record, 'busy');
  limitRinging(run, record);
  const line = addLine(run, {
    number: calledNum,
    contactId,
    callId: id,
    state: 'ringing',
    handlers: {
      answer: () => connectCall(run, record),
      reject: () => endCall(run, record, 'rejected'),
      hangUp: () => endCall(run, record, 'customer'),
    },
  });
  record.line = line;
  const contact = run.contacts.get(contactId);
  if (contact && record.role === 'main') contact.line = line;
  run.phones.connect(line.leg);
}

function inTurns(run: Run, { answer, reject, hangUp }: LineHandlers): LineHandlers {
  return {
    ...(answer && { answer: () => run.turn(answer) }),
    ...(reject && { reject: () => run.turn(reject) }),
    hangUp: () => run.turn(hangUp),
  };
}
