import type { Language } from './language.js';

/**
 * The digits in what somebody said, in groups or not, as figures or as words: "123 456", "one two three",
 * "double five", "幺三八". A leading plus is kept.
 *
 * A word for a digit counts only beside another one, or alone: "one moment, please" holds no number.
 *
 * @returns '' where there are none
 */
export function spokenDigits(text: string, { digits, repeats, isUnspaced }: Language): string {
  const tokens = tokensOf(text, digits, isUnspaced);
  const isDigit = (token: string | undefined): boolean =>
    token !== undefined && (/^\d+$/.test(token) || Object.hasOwn(digits, token));
  let found = '';
  let times = 1;
  tokens.forEach((token, index) => {
    if (Object.hasOwn(repeats, token) && isDigit(tokens[index + 1])) {
      times = repeats[token] ?? 1;
      return;
    }
    const isAmongDigits = isDigit(tokens[index - 1]) || isDigit(tokens[index + 1]) || tokens.length === 1 || times > 1;
    if (/^\d+$/.test(token)) found += token.repeat(times);
    else if (isDigit(token) && isAmongDigits) found += (digits[token] ?? '').repeat(times);
    times = 1;
  });
  const isInternational = /^\D*(?:\+|\bplus\b|加号)\s*\S/i.test(text) && found !== '';
  return isInternational ? `+${found}` : found;
}

/** Runs of figures, and words; without spaces between words each sign is one. */
function tokensOf(text: string, digits: Language['digits'], isUnspaced: boolean): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  const words = plain.match(/\d+|[^\d\s\p{P}\p{S}]+/gu) ?? [];
  if (!isUnspaced) return words;
  return words.flatMap((word) => (/^\d/.test(word) || Object.hasOwn(digits, word) ? [word] : Array.from(word)));
}
