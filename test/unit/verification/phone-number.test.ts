import { describe, expect, it } from 'vitest';
import { convertPhoneNumber, mainlandChina, northAmerica } from '../../../src/verification/phone-number.js';

describe('a phone number', () => {
  const both = [mainlandChina, northAmerica];
  it.each([
    ['138 0013 8000', '+8613800138000', '13800138000'],
    ['+86-138-0013-8000', '+8613800138000', '13800138000'],
    ['8613800138000', '+8613800138000', '13800138000'],
    ['008613800138000', '+8613800138000', '13800138000'],
    ['010 8888 0011', '+861088880011', '1088880011'],
    ['(202) 555-0100', '+12025550100', '2025550100'],
    ['1 202 555 0100', '+12025550100', '2025550100'],
    ['+1 202.555.0100', '+12025550100', '2025550100'],
  ])('%s is %s, within the country %s', (text, e164, national) => {
    const plans = e164.startsWith('+1') ? [northAmerica] : both;
    expect(convertPhoneNumber(text, 'e164', plans)).toBe(e164);
    expect(convertPhoneNumber(text, 'national', plans)).toBe(national);
    expect(convertPhoneNumber(e164, 'national', both)).toBe(national);
    expect(convertPhoneNumber(national, 'e164', plans)).toBe(e164);
  });

  it.each(['', '123', '+49 30 123456', 'anonymous', '138 0013 800', '++8613800138000', '+', '1'.repeat(30)])(
    '%j is none',
    (text) => {
      expect(convertPhoneNumber(text, 'e164', both)).toBeUndefined();
    },
  );

  it('belongs to the first plan that it fits', () => {
    expect(convertPhoneNumber('2025550100', 'e164', [northAmerica, mainlandChina])).toBe('+12025550100');
    expect(convertPhoneNumber('2025550100', 'e164', [mainlandChina, northAmerica])).toBe('+862025550100');
  });
});
