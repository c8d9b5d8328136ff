import { describe, expect, it } from 'vitest';
import { maskNumber } from '../../src/log.js';

describe('maskNumber', () => {
  it.each([
    ['5550100', '***0100'],
    ['+1 (555) 010-0123', '+* (***) ***-0123'],
    ['555.010.0123', '***.***.0123'],
    ['5550100*1#', '****100*1#'],
    ['sip:5550100@example.com', 'sip:***0100@example.com'],
    ['٥٥٥٠١٠٠', '***٠١٠٠'],
    ['1001', '1001'],
    ['', ''],
  ])('of %j leaves %j', (number, masked) => {
    expect(maskNumber(number)).toBe(masked);
  });
});
