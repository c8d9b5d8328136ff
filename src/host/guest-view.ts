import { maskNumber } from '../log.js';
import type { Call, Contact, Snapshot, Verification } from '../protocol/entities.js';
import type { CenterEvent, CenterEventType } from '../protocol/events.js';
import { pick } from '../protocol/guards.js';
import type { GuestPolicy } from './guest-policy.js';

/** What of the workbench's knowledge a guest gets to see. Pure. */
export interface GuestView {
  knowsCode(verifyTypeCode: string): boolean;
  /** The event as the guest may see it; undefined when it may not. */
  event(event: CenterEvent): CenterEvent | undefined;
  snapshot(snapshot: Snapshot): Snapshot;
}

// By name: what a newer centre adds to an entity is granted to nobody yet.
const agentFields = [
  'workNo',
  'name',
  'state',
  'reason',
  'since',
  'pendingState',
  'until',
  'elsewhere',
  'skillGroups',
] as const;
const contactFields = ['id', 'mediaType', 'callData', 'skillGroup', 'startedAt', 'endedAt'] as const;
const callFields = [
  'id',
  'contactId',
  'direction',
  'state',
  'consultOf',
  'muted',
  'recording',
  'startedAt',
  'answeredAt',
  'endedAt',
  'endReason',
] as const;
const verificationFields = [
  'contactId',
  'verifyTypeCode',
  'attempt',
  'result',
  'step',
  'startedAt',
  'endedAt',
] as const;
const focusFields = ['contactId'] as const;

export function createGuestView({ operations, events, verifyTypeCodes, redact = [] }: GuestPolicy): GuestView {
  const granted = new Set<CenterEventType>(events);
  // Who reads a result must know whose it is: the id of the contact in focus, nothing else of it.
  if (operations.includes('verification.result')) granted.add('focus.changed');
  if (granted.has('contact.updated')) granted.add('contact.ended');
  if (granted.has('call.updated')) granted.add('call.ended');
  const hidesNumbers = redact.includes('phoneNumbers');
  const hidesCallData = redact.includes('callData');
  const knowsCode = (code: string): boolean => verifyTypeCodes?.includes(code) ?? true;

  const number = (value: string): string => (hidesNumbers ? maskNumber(value) : value);
  const contactView = (contact: Contact): Contact => ({
    ...pick(contact, contactFields),
    ...(contact.customerNumber !== undefined && { customerNumber: number(contact.customerNumber) }),
    ...(hidesCallData && { callData: '' }),
  });
  const callView = (call: Call): Call => ({
    ...pick(call, callFields),
    callerNum: number(call.callerNum),
    calledNum: number(call.calledNum),
    parties: call.parties.map((party) => ({
      kind: party.kind,
      number: party.kind === 'agent' ? party.number : number(party.number),
    })),
  });
  const isKnown = ({ verifyTypeCode }: Verification): boolean => knowsCode(verifyTypeCode);

  return {
    knowsCode,
    event(event) {
      if (!granted.has(event.type)) return undefined;
      switch (event.type) {
        case 'contact.updated':
        case 'contact.ended':
          return { type: event.type, contact: contactView(event.contact) };
        case 'call.updated':
        case 'call.ended':
          return { type: event.type, call: callView(event.call) };
        case 'verification.updated':
          return isKnown(event.verification)
            ? { type: event.type, verification: pick(event.verification, verificationFields) }
            : undefined;
        case 'agent.updated':
          return { type: event.type, agent: pick(event.agent, agentFields) };
        case 'focus.changed':
          return { type: event.type, focus: pick(event.focus, focusFields) };
        case 'agent.conflict':
          return { type: event.type, workNo: event.workNo };
      }
    },
    snapshot: ({ epoch, agent, contacts, calls, verifications, focus }) => ({
      epoch,
      ...(agent && granted.has('agent.updated') && { agent: pick(agent, agentFields) }),
      contacts: granted.has('contact.updated') ? contacts.map(contactView) : [],
      calls: granted.has('call.updated') ? calls.map(callView) : [],
      verifications: granted.has('verification.updated')
        ? verifications.filter(isKnown).map((each) => pick(each, verificationFields))
        : [],
      focus: granted.has('focus.changed') ? pick(focus, focusFields) : {},
    }),
  };
}
