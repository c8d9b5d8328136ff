import { AiccError } from '../errors.js';
import { checkInput, isOperation } from '../protocol/inputs.js';
import type { CapabilityTable, Input, Operation, Output } from '../protocol/operations.js';
import { askFor, signedIn } from './model/agents.js';
import { answer, hangUp, hold, mute, reject, retrieve } from './model/calls.js';
import { completeTransfer } from './model/complete-transfer.js';
import { conference, dropParty, linesOf } from './model/conference.js';
import { cancelConsult, consult } from './model/consult.js';
import { endWrapUp, signOut, startContact, updateContact } from './model/contacts.js';
import { dial } from './model/customer-calls.js';
import { listReasons, outboundNumbers, searchDirectory } from './model/directory.js';
import { setFocus } from './model/focus.js';
import { callFor, contactSeenBy } from './model/queries.js';
import { setRecording } from './model/recording.js';
import type { AgentRecord, Run } from './model/run.js';
import { mustSitHere, signIn } from './model/seats.js';
import { transfer } from './model/transfer.js';
import { cancelVerification, listProcesses, readResult, startVerification } from './model/verifications.js';

/** All but `snapshot`, which is the link's (it alone knows how far its events are), and what a verification service adds. */
type CenterOperation = Exclude<
  Operation,
  'snapshot' | 'verification.proof' | 'verification.records' | 'verification.configure'
>;

type Act<O extends Operation> = (run: Run, agent: AgentRecord, input: Input<O>, seat: string) => void;
type Answer<O extends Operation> = (run: Run, agent: AgentRecord, input: Input<O>) => Output<O>;

type Table = { readonly [O in CenterOperation]: Output<O> extends undefined ? Act<O> : Answer<O> };

/** What the centre does for an agent: also the list of what it can. */
const table: Table = {
  'agent.signIn': (run, agent, input, seat) => signIn(run, agent, seat, input),
  'agent.signOut': (run, agent) => signOut(run, signedIn(agent)),
  'agent.setReady': (run, agent) => askFor(run, agent, 'ready'),
  'agent.setBusy': (run, agent, { reason }) => askFor(run, agent, 'busy', { reason }),
  // The time is a promise of the agent's; it ends nothing. Source: CC-Gateway, AgentState_Rest_Timeout.
  'agent.rest': (run, agent, input) => askFor(run, agent, 'rest', input),
  'agent.endWrapUp': (run, agent) => endWrapUp(run, signedIn(agent)),
  'agent.reasons': (run) => listReasons(run),
  'call.dial': (run, agent, input) => dial(run, signedIn(agent), input),
  'call.answer': (run, agent, { callId }) => answer(run, agent, callId),
  'call.reject': (run, agent, { callId }) => reject(run, agent, callId),
  'call.hangUp': (run, agent, { callId }) => hangUp(run, agent, callId),
  'call.hold': (run, agent, { callId }) => hold(run, callFor(run, agent, callId, 'talking')),
  'call.retrieve': (run, agent, { callId }) => retrieve(run, agent, callId),
  'call.mute': (run, agent, { callId }) => mute(run, callFor(run, agent, callId, 'talking', 'conference'), true),
  'call.unmute': (run, agent, { callId }) => mute(run, callFor(run, agent, callId, 'talking', 'conference'), false),
  'call.sendDtmf': (run, agent, { callId, digits }) => {
    for (const line of linesOf(callFor(run, agent, callId, 'talking', 'conference'))) line.play(digits);
  },
  'call.transfer': (run, agent, input) => transfer(run, agent, input),
  'call.consult': (run, agent, input) => consult(run, agent, input),
  'call.cancelConsult': (run, agent, { callId }) => cancelConsult(run, agent, callId),
  'call.completeTransfer': (run, agent, { callId }) => completeTransfer(run, agent, callId),
  'call.conference': (run, agent, { callId }) => conference(run, agent, callId),
  'call.dropParty': (run, agent, { callId, number }) => dropParty(run, agent, callId, number),
  'call.focus': (run, agent, { contactId }) => {
    contactSeenBy(run, agent, contactId);
    setFocus(run, agent, contactId);
  },
  'call.setData': (run, agent, { callId, callData }) => {
    const { call } = callFor(run, agent, callId, 'talking', 'conference', 'held', 'dialing', 'ringing');
    updateContact(run, call.contactId, { callData });
  },
  'call.pauseRecording': (run, agent, { callId }) => setRecording(run, agent, callId, 'paused'),
  'call.resumeRecording': (run, agent, { callId }) => setRecording(run, agent, callId, 'on'),
  'directory.search': (run, agent, input) => searchDirectory(run, agent, input),
  'numbers.outbound': (run) => outboundNumbers(run),
  'contact.start': (run, agent, input) => startContact(run, signedIn(agent), input),
  'verification.processes': (run) => listProcesses(run),
  'verification.start': (run, agent, input) => startVerification(run, agent, input),
  'verification.cancel': (run, agent, input) => cancelVerification(run, agent, input),
  'verification.result': (run, agent, input) => readResult(run, agent, input),
};

const whereRecorded: readonly string[] = ['call.pauseRecording', 'call.resumeRecording'];

/** Whether a centre can do it. */
const offers = (operation: string, isRecorded: boolean): operation is CenterOperation =>
  Object.hasOwn(table, operation) && (isRecorded || !whereRecorded.includes(operation));

export const capabilitiesOf = (isRecorded: boolean): CapabilityTable =>
  Object.fromEntries(
    ['snapshot', ...Object.keys(table).filter((each) => offers(each, isRecorded))].map((operation) => [
      operation,
      true,
    ]),
  );

/** Who asks, and from where. */
export interface Asking {
  readonly agent: AgentRecord;
  readonly seat: string;
}

/**
 * Performs an operation for an agent.
 *
 * @throws AiccError `bridge/unsupported-operation`, `bridge/protocol-violation` for an input without its form,
 * `auth/signed-in-elsewhere`, and what the operation refuses with
 */
export function performOperation(run: Run, { agent, seat }: Asking, operation: string, input: unknown): unknown {
  if (!isOperation(operation) || !offers(operation, run.settings.isRecorded)) {
    throw new AiccError('bridge/unsupported-operation', 'The centre knows no such operation');
  }
  const perform = table[operation] as (run: Run, agent: AgentRecord, input: unknown, seat: string) => unknown;
  const checked = checkInput(operation, input);
  mustSitHere(agent, seat, operation);
  return run.turn(() => perform(run, agent, checked, seat));
}
