/** How the telephone numbers of one country are written. */
export interface NumberPlan {
  /** Without the plus: `86`, `1`. */
  readonly countryCode: string;
  /** What is dialled before a number within the country, and is no part of it: `0`, in North America `1`. */
  readonly trunkPrefix?: string;
  /** What is dialled before a number abroad. @default '00' */
  readonly internationalPrefix?: string;
  /** A whole national number, without the trunk prefix. */
  readonly national: RegExp;
}

/** Mobile numbers of 11 digits, fixed ones with their area code. */
export const mainlandChina: NumberPlan = {
  countryCode: '86',
  trunkPrefix: '0',
  national: /^(?:1[3-9]\d{9}|[2-9]\d{8,10}|10\d{8})$/,
};

/** The United States, Canada and their neighbours: ten digits. */
export const northAmerica: NumberPlan = {
  countryCode: '1',
  trunkPrefix: '1',
  internationalPrefix: '011',
  national: /^[2-9]\d{2}[2-9]\d{6}$/,
};

/**
 * Converts a telephone number between its national form and E.164, in either direction: the one place that knows how.
 *
 * Digits may be grouped with spaces, hyphens, dots, slashes and brackets. A number without a country code belongs to
 * the first plan that it fits.
 *
 * @param plans the countries whose numbers are known
 * @returns undefined for what is no number of any of them
 * @example
 * convertPhoneNumber('138 0013 8000', 'e164', [mainlandChina]); // '+8613800138000'
 * convertPhoneNumber('+8613800138000', 'national', [mainlandChina]); // '13800138000'
 */
export function convertPhoneNumber(
  number: string,
  to: 'e164' | 'national',
  plans: readonly NumberPlan[],
): string | undefined {
  const plain = number.trim().replace(/(?<=\S)[\s\-./()]+|^\(/g, '');
  if (!/^\+?\d{3,20}$/.test(plain)) return undefined;
  for (const plan of plans) {
    const national = nationalForms(plain, plan).find((each) => plan.national.test(each));
    if (national !== undefined) return to === 'national' ? national : `+${plan.countryCode}${national}`;
  }
  return undefined;
}

/** What the number could be within the country, the likeliest first. */
function nationalForms(plain: string, plan: NumberPlan): string[] {
  const { countryCode, trunkPrefix = '', internationalPrefix = '00' } = plan;
  const after = (prefix: string): string[] =>
    prefix !== '' && plain.startsWith(prefix) ? [plain.slice(prefix.length)] : [];
  if (plain.startsWith('+')) return after(`+${countryCode}`);
  return [plain, ...after(trunkPrefix), ...after(`${internationalPrefix}${countryCode}`), ...after(countryCode)];
}
