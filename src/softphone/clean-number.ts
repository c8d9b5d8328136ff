import { AiccError } from '../errors.js';
import { isNumberToDial } from '../protocol/guards.js';

/**
 * The number that a person meant, as a telephone system takes it: digits, `*`, `#` and a leading `+`.
 *
 * Takes away what people write between digits and what comes along with a copy (spaces, dashes, brackets, dots,
 * invisible characters), a `tel:` with its parameters, and the trunk zero of `+44 (0)20 …`; full-width characters
 * become plain. Lines, tabs and slashes stay, for they may part two numbers: those are refused, as letters are.
 *
 * @throws AiccError `call/invalid-number`
 * @example
 * cleanNumber('tel:+1-555-010-0100'); // '+15550100100'
 * cleanNumber('(555) 010.0100');      // '5550100100'
 */
export function cleanNumber(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .trim();
  const number = (/^tel:/i.test(plain) ? decoded(plain.slice(4).replace(/;.*/, '')) : plain)
    .replace(/^(\+.*)\(0\)/, '$1')
    .replace(/[ \-\u2010-\u2015\u2212().[\]]/g, '');
  if (isNumberToDial(number)) return number;
  throw new AiccError('call/invalid-number');
}

/** A link may hold its plus as `%2B`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
