import { maskNumber } from '../log.js';
import type { Call, Contact, Snapshot, Verification } from '../protocol/entities.js';
import type { CenterEvent, CenterEventType } from '../protocol/events.js';
import type { GuestPolicy } from './guest-policy.js';

/** What of the workbench's knowledge a guest gets to see. Pure. */
export interface GuestView {
  knowsCode(verifyTypeCode: string): boolean;
  /** The event as the guest may see it; undefined when it may not. */
  event(event: CenterEvent): CenterEvent | undefined;
  snapshot(snapshot: Snapshot): Snapshot;
}

export function createGuestView({ operations, events, verifyTypeCodes, redact = [] }: GuestPolicy): GuestView {
  const granted = new Set<CenterEventType>(events);
  // Who reads a result must know whose it is: the id of the contact in focus, nothing else of it.
  if (operations.includes('verification.result')) granted.add('focus.changed');
  if (granted.has('contact.updated')) granted.add('contact.ended');
  if (granted.has('call.updated')) granted.add('call.ended');
  const hidesNumbers = redact.includes('phoneNumbers');
  const hidesCallData = redact.includes('callData');
  const knowsCode = (code: string): boolean => verifyTypeCodes?.includes(code) ?? true;

  const contactView = (contact: Contact): Contact => ({
    ...contact,
    ...(hidesCallData && { callData: '' }),
    ...(hidesNumbers &&
      contact.customerNumber !== undefined && { customerNumber: maskNumber(contact.customerNumber) }),
  });

  const callView = (call: Call): Call =>
    hidesNumbers
      ? {
          ...call,
          callerNum: maskNumber(call.callerNum),
          calledNum: maskNumber(call.calledNum),
          parties: call.parties.map((party) =>
            party.kind === 'agent' ? party : { ...party, number: maskNumber(party.number) },
          ),
        }
      : call;

  const isKnown = ({ verifyTypeCode }: Verification): boolean => knowsCode(verifyTypeCode);

  return {
    knowsCode,
    event(event) {
      if (!granted.has(event.type)) return undefined;
      switch (event.type) {
        case 'contact.updated':
        case 'contact.ended':
          return { ...event, contact: contactView(event.contact) };
        case 'call.updated':
        case 'call.ended':
          return { ...event, call: callView(event.call) };
        case 'verification.updated':
          return isKnown(event.verification) ? event : undefined;
        default:
          return event;
      }
    },
    snapshot: ({ epoch, agent, contacts, calls, verifications, focus }) => ({
      epoch,
      ...(agent && granted.has('agent.updated') && { agent }),
      contacts: granted.has('contact.updated') ? contacts.map(contactView) : [],
      calls: granted.has('call.updated') ? calls.map(callView) : [],
      verifications: granted.has('verification.updated') ? verifications.filter(isKnown) : [],
      focus: granted.has('focus.changed') ? focus : {},
    }),
  };
}
