import { AiccError } from '../errors.js';
import { checkInput, isOperation } from '../protocol/inputs.js';
import type { CapabilityTable, Input, Operation, Output } from '../protocol/operations.js';
import { askFor, signedIn, signIn } from './model/agents.js';
import { answer, hangUp, hold, mute, reject, retrieve } from './model/calls.js';
import { cancelConsult, consult } from './model/consult.js';
import { endWrapUp, setCallData, signOut, startContact } from './model/contacts.js';
import { dial } from './model/customer-calls.js';
import { setFocus } from './model/focus.js';
import { callFor, contactSeenBy } from './model/queries.js';
import type { AgentRecord, Run } from './model/run.js';
import { cancelVerification, listProcesses, readResult, startVerification } from './model/verifications.js';

/** All but `snapshot`, which is the link's (it alone knows how far its events are), and the proof, which needs a signer. */
type CenterOperation = Exclude<Operation, 'snapshot' | 'verification.proof' | Later>;

/** What the model does not do yet. */
type Later =
  | 'agent.reasons'
  | 'call.sendDtmf'
  | 'call.transfer'
  | 'call.completeTransfer'
  | 'call.conference'
  | 'call.dropParty'
  | 'call.pauseRecording'
  | 'call.resumeRecording'
  | 'directory.search'
  | 'numbers.outbound';

type Act<O extends Operation> = (run: Run, agent: AgentRecord, input: Input<O>) => void;
type Answer<O extends Operation> = (run: Run, agent: AgentRecord, input: Input<O>) => Output<O>;

type Table = { readonly [O in CenterOperation]: Output<O> extends undefined ? Act<O> : Answer<O> };

/** What the centre does for an agent: also the list of what it can. */
const table: Table = {
  'agent.signIn': (run, agent) => signIn(run, agent),
  'agent.signOut': (run, agent) => signOut(run, signedIn(agent)),
  'agent.setReady': (run, agent) => askFor(run, agent, 'ready'),
  'agent.setBusy': (run, agent, { reason }) => askFor(run, agent, 'busy', reason),
  // The time is a promise of the agent's; it ends nothing. Source: CC-Gateway, AgentState_Rest_Timeout.
  'agent.rest': (run, agent, { reason }) => askFor(run, agent, 'rest', reason),
  'agent.endWrapUp': (run, agent) => endWrapUp(run, signedIn(agent)),
  'call.dial': (run, agent, input) => dial(run, signedIn(agent), input),
  'call.answer': (run, agent, { callId }) => answer(run, agent, callId),
  'call.reject': (run, agent, { callId }) => reject(run, agent, callId),
  'call.hangUp': (run, agent, { callId }) => hangUp(run, agent, callId),
  'call.hold': (run, agent, { callId }) => hold(run, callFor(run, agent, callId, 'talking')),
  'call.retrieve': (run, agent, { callId }) => retrieve(run, agent, callId),
  'call.mute': (run, agent, { callId }) => mute(run, callFor(run, agent, callId, 'talking'), true),
  'call.unmute': (run, agent, { callId }) => mute(run, callFor(run, agent, callId, 'talking'), false),
  'call.consult': (run, agent, input) => consult(run, agent, input),
  'call.cancelConsult': (run, agent, { callId }) => cancelConsult(run, agent, callId),
  'call.focus': (run, agent, { contactId }) => {
    contactSeenBy(run, agent, contactId);
    setFocus(run, agent, contactId);
  },
  'call.setData': (run, agent, { callId, callData }) => {
    const { call } = callFor(run, agent, callId, 'talking', 'held', 'dialing', 'ringing');
    setCallData(run, call.contactId, callData);
  },
  'contact.start': (run, agent, input) => startContact(run, signedIn(agent), input),
  'verification.processes': (run) => listProcesses(run),
  'verification.start': (run, agent, input) => startVerification(run, agent, input),
  'verification.cancel': (run, agent, input) => cancelVerification(run, agent, input),
  'verification.result': (run, agent, input) => readResult(run, agent, input),
};

export const capabilities: CapabilityTable = Object.fromEntries(
  ['snapshot', ...Object.keys(table)].map((operation) => [operation, true]),
);

/**
 * Performs an operation for an agent.
 *
 * @throws AiccError `bridge/unsupported-operation`, `bridge/protocol-violation` for an input without its form, and what
 * the operation refuses with
 */
export function performOperation(run: Run, agent: AgentRecord, operation: string, input: unknown): unknown {
  if (!isOperation(operation) || !Object.hasOwn(table, operation)) {
    throw new AiccError('bridge/unsupported-operation', 'The centre knows no such operation');
  }
  const perform = table[operation as CenterOperation] as (run: Run, agent: AgentRecord, input: unknown) => unknown;
  return perform(run, agent, checkInput(operation, input));
}
