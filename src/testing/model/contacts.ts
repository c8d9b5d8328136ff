import { AiccError } from '../../errors.js';
import type { Contact } from '../../protocol/entities.js';
import type { ContactStartInput, Output } from '../../protocol/operations.js';
import { refreshAgent } from './agents.js';
import { dropFocus, offerFocus } from './focus.js';
import { liveCallsOf, viewersOf } from './queries.js';
import type { AgentRecord, Run } from './run.js';
import { abandonAttempts, attemptsOf, disown, forgetAttempts, tellAttempt } from './verifications.js';

export interface NewContact {
  readonly mediaType: Contact['mediaType'];
  readonly customerNumber: string;
  readonly callData: string;
  readonly serviceNumber: string;
}

/** Not seen by anybody yet: give it to somebody, or {@link closeIfDeserted}. */
export function createContact(run: Run, { mediaType, customerNumber, callData, serviceNumber }: NewContact): string {
  const id = run.nextId('contact');
  run.contacts.set(id, { contact: { id, mediaType, customerNumber, callData, startedAt: run.now() }, serviceNumber });
  return id;
}

/** The agent gets to see the contact, with what is known of it and is theirs to know. */
export function join(run: Run, agent: AgentRecord, contactId: string, isTransfer = false): void {
  const record = run.contacts.get(contactId);
  if (!record) return;
  agent.parts.get(contactId)?.wrapUp?.cancel();
  agent.parts.set(contactId, { foreign: new Set() });
  run.emit(agent.options.workNo, { type: 'contact.updated', contact: record.contact });
  if (isTransfer) disown(run, agent, contactId);
  for (const attempt of attemptsOf(run, contactId)) tellAttempt(run, agent, attempt);
}

type Change = Partial<Pick<Contact, 'callData' | 'skillGroup'>>;

export function updateContact(run: Run, contactId: string, change: Change): void {
  const record = run.contacts.get(contactId);
  if (!record) return;
  const contact = { ...record.contact, ...change };
  if (contact.callData === record.contact.callData && contact.skillGroup === record.contact.skillGroup) return;
  record.contact = contact;
  for (const { options } of viewersOf(run, contactId)) {
    run.emit(options.workNo, { type: 'contact.updated', contact: record.contact });
  }
}

/** After a call of the agent ended: wraps up what was talked about, and lets go of what was not. */
export function finishPart(run: Run, agent: AgentRecord, contactId: string): void {
  const part = agent.parts.get(contactId);
  const isOver = liveCallsOf(run, agent.options.workNo).every(({ call }) => call.contactId !== contactId);
  if (part && isOver) {
    if (run.settings.wrapUpMs > 0 && hasTalked(run, agent, contactId)) {
      const { wrapUpMs } = run.settings;
      part.wrapUp?.cancel();
      part.wrapUp = {
        until: run.now() + wrapUpMs,
        cancel: run.after(wrapUpMs, () => {
          leave(run, agent, contactId);
        }),
      };
    } else {
      leave(run, agent, contactId);
    }
  }
  refreshAgent(run, agent);
}

const hasTalked = (run: Run, { options }: AgentRecord, contactId: string): boolean =>
  [...run.calls.values()].some(
    ({ workNo, role, call }) =>
      workNo === options.workNo && role === 'main' && call.contactId === contactId && call.answeredAt !== undefined,
  );

/** The contact is over for this agent, and for good when nobody else has it. */
export function leave(run: Run, agent: AgentRecord, contactId: string): void {
  const record = run.contacts.get(contactId);
  const part = agent.parts.get(contactId);
  if (!record || !part) return;
  const isLast = viewersOf(run, contactId).length === 1 && !run.passages.has(contactId);
  if (isLast) {
    abandonAttempts(run, contactId);
    record.contact = { ...record.contact, endedAt: run.now() };
    run.contacts.delete(contactId);
  }
  part.wrapUp?.cancel();
  agent.parts.delete(contactId);
  for (const [id, { workNo, call }] of run.calls) {
    if (workNo === agent.options.workNo && call.contactId === contactId) run.calls.delete(id);
  }
  refreshAgent(run, agent);
  run.emit(agent.options.workNo, { type: 'contact.ended', contact: record.contact });
  dropFocus(run, agent, contactId);
  if (isLast) forgetAttempts(run, contactId);
}

/** A contact that nobody sees any more, and whose customer waits for nobody, is over. */
export function closeIfDeserted(run: Run, contactId: string): void {
  if (run.passages.has(contactId) || viewersOf(run, contactId).length > 0) return;
  abandonAttempts(run, contactId);
  run.contacts.delete(contactId);
  forgetAttempts(run, contactId);
}

/** @throws AiccError `call/wrong-state` when nothing is wrapped up */
export function endWrapUp(run: Run, agent: AgentRecord): void {
  const wrapping = [...agent.parts].filter(([, { wrapUp }]) => wrapUp);
  if (wrapping.length === 0) {
    throw new AiccError('call/wrong-state', `Agent ${agent.options.workNo} is not in wrap-up`);
  }
  for (const [contactId] of wrapping) leave(run, agent, contactId);
}

/** E-mail, WhatsApp and web: a contact without a call. */
export function startContact(
  run: Run,
  agent: AgentRecord,
  { mediaType, calledNum }: ContactStartInput,
): Output<'contact.start'> {
  const serviceNumber = run.settings.numbers[0]?.number ?? '';
  const contactId = createContact(run, { mediaType, customerNumber: calledNum, callData: '', serviceNumber });
  join(run, agent, contactId);
  offerFocus(run, agent, contactId);
  return { contactId };
}

/** @throws AiccError `call/wrong-state` with calls */
export function signOut(run: Run, agent: AgentRecord): void {
  if (liveCallsOf(run, agent.options.workNo).length > 0) {
    throw new AiccError('call/wrong-state', 'Nobody signs out during a call');
  }
  agent.base = 'offline';
  agent.baseReason = undefined;
  agent.rest = undefined;
  agent.asked = undefined;
  agent.seat = undefined;
  refreshAgent(run, agent);
  for (const contactId of [...agent.parts.keys()]) leave(run, agent, contactId);
}
