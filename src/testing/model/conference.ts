import { AiccError } from '../../errors.js';
import type { CustomerLine } from '../customer-line.js';
import { endCall, peerOf, updateCall } from './calls.js';
import { consultation } from './consult.js';
import { closeIfDeserted } from './contacts.js';
import { handOver } from './hand-over.js';
import { giveLine, leadLine } from './lines.js';
import { bridge } from './outside.js';
import { callFor } from './queries.js';
import type { AgentRecord, CallRecord, Conference, Member, Run } from './run.js';
import { abandonAttempts, expireResults } from './verifications.js';

/** Brings the customer and who was consulted together with the agent. */
export function conference(run: Run, agent: AgentRecord, callId?: string): void {
  const { leg, main } = consultation(run, agent, callId);
  const { contactId } = main.call;
  const { line: customer } = main;
  const { line: outside } = leg;
  const colleague = peerOf(run, leg);
  const [, partner] = leg.call.parties;
  if (!customer || !partner) return;
  main.line = leg.line = leg.peerId = undefined;
  if (colleague) colleague.peerId = undefined;

  const made: Conference = {
    contactId,
    maker: main.workNo,
    members: [
      { party: { kind: 'agent', number: main.workNo }, record: main },
      { party: { kind: 'customer', number: customer.leg.number }, line: customer },
      { party: partner, record: colleague, line: outside },
    ],
  };
  // First, so that the agent never hears two.
  endCall(run, leg, 'merged');
  for (const member of made.members) enter(run, made, member);
}

function enter(run: Run, entered: Conference, member: Member): void {
  const { record, line } = member;
  if (line) {
    leadLine(run, line, {
      hangUp() {
        line.end('customer');
        leave(run, entered, member, 'customer');
      },
    });
    line.setState('talking');
  }
  if (!record) return;
  record.conference = entered;
  record.onEnd = (reason) => {
    record.conference = undefined;
    leave(run, entered, member, reason);
  };
  // Who has put the consultation on hold comes in when they go back to it.
  const state = record.call.state === 'held' && record.workNo !== entered.maker ? 'held' : 'conference';
  updateCall(run, record, { state, parties: partiesOf(entered) });
}

const partiesOf = ({ members }: Conference) => members.map(({ party }) => party);

/** One is gone; the others go on while there are two of them. */
function leave(run: Run, left: Conference, member: Member, reason: string): void {
  const { contactId } = left;
  left.members = left.members.filter((each) => each !== member);
  if (member.party.kind === 'customer') abandonAttempts(run, contactId);
  const customer = left.members.find(({ party }) => party.kind === 'customer')?.line;
  const [other, ...more] = left.members.filter(({ line }) => line !== customer || !customer);
  if (customer && other && more.length === 0) return dissolve(run, left, customer, other);
  if (left.members.length > 1) {
    for (const { record } of left.members) if (record) updateCall(run, record, { parties: partiesOf(left) });
    return;
  }
  const [last] = left.members;
  left.members = [];
  if (last?.record) {
    last.record.conference = last.record.onEnd = undefined;
    endCall(run, last.record, reason);
  }
  last?.line?.end(reason);
  expireResults(run, contactId);
  closeIfDeserted(run, contactId);
}

/** The customer and one other: a call like any other, so that it can be held and given away again. */
function dissolve(run: Run, left: Conference, customer: CustomerLine, { record, line }: Member): void {
  const { contactId } = left;
  left.members = [];
  if (line) bridge(run, { contactId, line: customer, isTransfer: true, stop: () => undefined }, line);
  if (!record) return;
  record.conference = record.onEnd = undefined;
  if (record.workNo !== left.maker) return handOver(run, record, customer);
  giveLine(run, record, customer);
  updateCall(run, record, {
    state: 'talking',
    parties: [
      { kind: 'agent', number: record.workNo },
      { kind: 'customer', number: customer.leg.number },
    ],
  });
}

/**
 * Puts somebody out of the conference that the agent made.
 *
 * @throws AiccError `call/wrong-state` where it is another agent's, `call/not-found` for a number that is not in it
 */
export function dropParty(run: Run, agent: AgentRecord, callId: string | undefined, number: string): void {
  const record = callFor(run, agent, callId, 'conference');
  const { conference: made } = record;
  if (made?.maker !== record.workNo) {
    throw new AiccError('call/wrong-state', 'Only who made a conference puts others out of it');
  }
  const member = made.members.find((each) => each.record !== record && each.party.number === number);
  if (!member) throw new AiccError('call/not-found', 'Nobody of this number is in the conference');
  if (member.record) return endCall(run, member.record, 'dropped');
  member.line?.end('dropped');
  leave(run, made, member, 'dropped');
}

/** All telephones that an agent's call reaches. */
export const linesOf = ({ line, conference: joined }: CallRecord): CustomerLine[] =>
  [line, ...(joined?.members ?? []).map((member) => member.line)].filter((each) => each !== undefined);
