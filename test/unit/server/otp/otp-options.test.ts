import { describe, expect, it } from 'vitest';
import { waitAfter } from '../../../../src/server/otp/failures.js';
import { checkOtpOptions, type OtpOptions } from '../../../../src/server/otp/otp-options.js';
import { errorOf } from '../../../support/rejection.js';

const key = 'a key of thirty-two bytes or more';

describe('The numbers of one-time codes', () => {
  it('are these where nothing else is said', () => {
    expect(checkOtpOptions({ key })).toMatchObject({
      codeLength: 6,
      challenge: { lifetimeMs: 300_000, tries: 3, resends: 1, resendWaitMs: 30_000 },
      failures: { waitMs: 30_000, lockAt: 10 },
      destinationLimits: [
        { most: 5, perMs: 600_000 },
        { most: 10, perMs: 86_400_000 },
      ],
    });
  });

  const bounds: [keyof OtpOptions, allowed: number[], refused: number[]][] = [
    ['codeLength', [6, 8], [5, 9, 6.5]],
    ['lifetimeMs', [1000, 600_000], [0, 600_001, Infinity]],
    ['maxTries', [1, 5], [0, 6, NaN]],
    ['maxResends', [0, 3], [-1, 4]],
    ['resendWaitMs', [0, 600_000], [-1, 600_001]],
    ['failureWaitMs', [1000], [0, 86_400_001]],
    ['lockAtFailures', [1, 100], [0, 101]],
    ['lockMs', [1000], [999]],
    ['deliveryTimeoutMs', [1, 30_000], [0, 30_001]],
  ];
  it.each(bounds)('%s has bounds', (name, allowed, refused) => {
    for (const value of allowed) expect(() => checkOtpOptions({ key, [name]: value })).not.toThrow();
    for (const value of refused) {
      const error = errorOf(() => checkOtpOptions({ key, [name]: value }));
      expect(error.code).toBe('config/invalid-option');
      expect(error.message).toContain(name);
    }
  });

  it.each([[[]], [[{ most: 0, perMs: 1000 }]], [[{ most: 1, perMs: 1500 }]], [[{ most: 1, perMs: 90_000_000 }]]])(
    'there is no sending without a limit: %o',
    (limits) => {
      expect(errorOf(() => checkOtpOptions({ key, destinationLimits: limits })).code).toBe('config/invalid-option');
      expect(errorOf(() => checkOtpOptions({ key, accountLimits: limits })).code).toBe('config/invalid-option');
    },
  );
});

describe('The wait after a failure', () => {
  const rules = { waitMs: 30_000, lockAt: 10, lockMs: 900_000 };

  it.each([
    [1, 0, 0],
    [2, 0, 0],
    [3, 1, 30_000],
    [6, 2, 60_000],
    [9, 3, 120_000],
    [10, 0, 900_000],
    [11, 0, 1_800_000],
    [12, 4, 3_600_000],
    [40, 0, 86_400_000],
  ])('of %i in a row with %i challenges used up is %i ms', (failures, usedUp, wait) => {
    expect(waitAfter(failures, usedUp, rules)).toBe(wait);
  });
});
