import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHashes, newChallengeId, randomCode, readChallengeId } from '../../../../src/server/otp/codes.js';
import { errorOf } from '../../../support/rejection.js';

const key = 'a key of thirty-two bytes or more';

describe('A code', () => {
  it.each([6, 7, 8])('has %i digits, leading zeros kept', (digits) => {
    const codes = Array.from({ length: 2000 }, () => randomCode(digits));
    expect(codes.every((code) => new RegExp(`^\\d{${digits}}$`).test(code))).toBe(true);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  });

  it('has every digit in every place equally often', () => {
    const draws = 60_000;
    const counts = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
    for (let draw = 0; draw < draws; draw += 1) {
      for (const [place, digit] of Array.from(randomCode(6)).entries()) counts[place]![Number(digit)]! += 1;
    }
    // Chi-squared with nine degrees of freedom: beyond 44 once in a million.
    for (const place of counts) {
      const expected = draws / 10;
      expect(place.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(44);
    }
  });
});

describe('The hashes', () => {
  it('of a code is HMAC-SHA-256 with the key over challenge and code', () => {
    const wanted = createHmac('sha256', key).update('challenge-1123456').digest('base64url');
    expect(createHashes(key).digest('challenge-1', '123456')).toBe(wanted);
  });

  it('name a destination the same however it is written', () => {
    const { destination } = createHashes(key);
    expect(destination('phone', '+1 (202) 555-0100')).toBe(destination('phone', '+12025550100'));
    expect(destination('email', ' Kim@Example.com')).toBe(destination('email', 'kim@example.com'));
    expect(destination('email', 'kim@example.com')).not.toBe(destination('email', 'kin@example.com'));
  });

  it.each(['', 'too short', new Uint8Array(31)])('want a key of 32 bytes', (short) => {
    expect(errorOf(() => createHashes(short))).toMatchObject({ code: 'config/invalid-option' });
  });
});

describe('The id of a challenge', () => {
  it('tells when it ends and whose it is, and nothing else', () => {
    const account = createHashes(key).account('C-1001');
    const [one, other] = [newChallengeId(account, 1_764_000_300_000), newChallengeId(account, 1_764_000_300_000)];
    expect(readChallengeId(one)).toMatchObject({ expiresAt: 1_764_000_300_000, key: { account } });
    expect(one).not.toBe(other);
    expect(one).not.toContain('1001');
  });

  it.each(['', '.', 'a.b.c', 'x'.repeat(1000), `${'a'.repeat(12)}.${'b'.repeat(16)}.${'c'.repeat(22)}`])(
    'is not read from %o',
    (text) => {
      expect(readChallengeId(text)).toBeUndefined();
    },
  );
});
