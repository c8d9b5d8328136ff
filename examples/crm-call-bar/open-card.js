// @ts-check
/**
 * Whose card is open, and what opens it: a person, a call that rings (screen pop), the contact that the agent turns to,
 * or the address of the page.
 */
import { screenPop } from 'aicc-support';
import { customerById, customerOf } from './customers.js';

/**
 * Somebody whom the CRM knows, or only a number.
 *
 * @typedef {{ readonly customer?: import('./customers.js').Customer, readonly number?: string }} Who
 * @typedef {{ readonly callData: string, readonly customerNumber?: string }} Facts what a call tells of somebody
 */

/** @param {Facts | undefined} facts @returns {Who} */
export function whoIs(facts) {
  const customer = customerOf(facts);
  if (customer) return { customer };
  return facts?.customerNumber ? { number: facts.customerNumber } : {};
}

/** @param {Who} a @param {Who} b */
export const isSame = (a, b) => a.customer === b.customer && a.number === b.number;

/**
 * @param {import('aicc-support').Softphone} softphone
 * @param {(who: Who) => void} open
 */
export function openByCalls(softphone, open) {
  const focused = () => softphone.state().focusedContactId;
  /** The contact whose card was opened last. @type {string | undefined} */
  let openedFor;

  // An address, for that is what a CRM has; the page that it leads to is this one.
  screenPop({
    softphone,
    template: `${location.origin}/?number={customerNumber}&data={callData}`,
    open(url, { contactId }) {
      // Somebody who calls while the agent talks must not take the card away: it opens when they are answered.
      if (contactId !== focused()) return;
      openedFor = contactId;
      const { searchParams } = new URL(url);
      open(whoIs({ callData: searchParams.get('data') ?? '', customerNumber: searchParams.get('number') ?? '' }));
    },
  });

  softphone.on('change', ({ contacts, calls, focusedContactId }) => {
    if (focusedContactId === openedFor) return;
    const isRinging = calls.some(({ contactId, state }) => contactId === focusedContactId && state === 'ringing');
    // A call that rings pops in one tab; the others go on with what they show until it is answered.
    if (isRinging) return;
    openedFor = focusedContactId;
    const contact = contacts.find(({ id }) => id === focusedContactId);
    if (contact) open(whoIs(contact));
  });

  const asked = customerById(new URL(location.href).searchParams.get('customer') ?? '');
  if (asked) open({ customer: asked });
}
