import type { CallerInput, CallerTurn, Expected } from './caller-turn.js';
import type { Language, Meaning } from './language.js';
import { spokenDigits } from './spoken-digits.js';

/** Which keys mean what, where a question wants no digits. */
const keys: Readonly<Record<'yes-no' | 'channel', Readonly<Record<string, CallerTurn>>>> = {
  'yes-no': { '1': { on: 'yes' }, '2': { on: 'no' }, '0': { on: 'agent' } },
  channel: { '1': { on: 'channel', channel: 'phone' }, '2': { on: 'channel', channel: 'email' }, '0': { on: 'agent' } },
};

/**
 * What a caller means, given what they were asked.
 *
 * Asking for a person and refusing are understood everywhere. Both an answer and its opposite in one sentence are
 * no answer.
 */
export function understand(input: CallerInput, expected: Expected, language: Language): CallerTurn {
  if (input.type === 'silence') return { on: 'silence' };
  if (input.type === 'hang-up') return { on: 'hang-up' };
  return input.type === 'dtmf'
    ? understandKeys(input.digits, expected)
    : understandText(input.text, expected, language);
}

function understandKeys(pressed: string, expected: Expected): CallerTurn {
  const digits = pressed.replace(/[*#]/g, '');
  if (digits === '') return { on: 'no-match' };
  if (expected === 'number' || expected === 'code') return { on: 'digits', digits };
  if (expected === 'resend') return keys['yes-no'][digits] ?? { on: 'digits', digits };
  return (Object.hasOwn(keys[expected], digits) ? keys[expected][digits] : undefined) ?? { on: 'no-match' };
}

function understandText(text: string, expected: Expected, language: Language): CallerTurn {
  if (text.trim() === '') return { on: 'silence' };
  const meant = meaningsOf(text, language);
  if (meant.has('agent')) return { on: 'agent' };
  if (meant.has('refusal')) return { on: 'refusal' };
  const wantsDigits = expected === 'number' || expected === 'code' || expected === 'resend';
  const digits = wantsDigits ? spokenDigits(text, language) : '';
  if (digits !== '') return { on: 'digits', digits };
  if (expected === 'code' || expected === 'resend') {
    if (meant.has('wrong-number')) return { on: 'wrong-number' };
    if (meant.has('not-received')) return { on: 'not-received' };
  }
  const [channel, ...others] = (['phone', 'email'] as const).filter((each) => meant.has(each));
  if (expected === 'channel' && channel) return others.length === 0 ? { on: 'channel', channel } : { on: 'no-match' };
  if (expected !== 'number' && expected !== 'code' && meant.has('yes') !== meant.has('no')) {
    return { on: meant.has('yes') ? 'yes' : 'no' };
  }
  return { on: 'no-match' };
}

/** What the phrases in a sentence mean. One that stands within a longer one does not count. */
function meaningsOf(text: string, { phrases, isUnspaced }: Language): ReadonlySet<Meaning> {
  const plain = ` ${text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/[^\p{L}\p{N}'-]+/gu, ' ')
    .trim()} `;
  const found = (Object.entries(phrases) as [Meaning, readonly string[]][]).flatMap(([meaning, list]) =>
    list.flatMap((phrase) =>
      placesOf(plain, isUnspaced ? phrase : ` ${phrase} `).map((place) => ({ meaning, ...place })),
    ),
  );
  const isWithin = (one: Place, other: Place): boolean =>
    one !== other && one.from >= other.from && one.to <= other.to && one.to - one.from < other.to - other.from;
  return new Set(found.filter((one) => !found.some((other) => isWithin(one, other))).map(({ meaning }) => meaning));
}

interface Place {
  readonly from: number;
  readonly to: number;
}

function placesOf(text: string, phrase: string): Place[] {
  const places: Place[] = [];
  for (let from = text.indexOf(phrase); from >= 0; from = text.indexOf(phrase, from + 1)) {
    places.push({ from, to: from + phrase.length });
  }
  return places;
}
