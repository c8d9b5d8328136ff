import type { Contact } from '../protocol/entities.js';

/** What the card of a caller says beside the number. */
export interface CallerCard {
  /** A name, or what else stands above the number. */
  readonly title?: string;
  readonly details?: readonly (readonly [label: string, value: string])[];
}

/** Enough to recognise somebody by; the rest belongs on a page. */
const most = 4;

/** Call data by custom: the plain values of a JSON object. Anything else is not for people's eyes. */
export function describeCallData({ callData }: Contact): CallerCard {
  let parsed: unknown;
  try {
    parsed = JSON.parse(callData);
  } catch {
    return {};
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {};
  const details = Object.entries(parsed)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '')
    .slice(0, most)
    .map(([label, value]) => [label, String(value).slice(0, 80)] as const);
  return { details };
}

/** The same, read once per contact as it is: the bar renders each second. */
export function createCards(): (contact: Contact) => CallerCard {
  const cards = new WeakMap<Contact, CallerCard>();
  return (contact) => {
    const card = cards.get(contact) ?? describeCallData(contact);
    cards.set(contact, card);
    return card;
  };
}
