import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultReconnectPolicy, reconnectDelay } from '../../../src/connection/reconnect-policy.js';

const policy = { ...defaultReconnectPolicy, initialDelayMs: 100, factor: 3, maxDelayMs: 2000, jitter: 0.5 };

describe('reconnectDelay', () => {
  it('grows by the factor up to the longest delay', () => {
    const delays = [1, 2, 3, 4, 5].map((attempt) => reconnectDelay(policy, attempt, () => 0));
    expect(delays).toEqual([100, 300, 900, 2000, 2000]);
  });

  it('leaves the share of the jitter to chance, downwards', () => {
    expect(reconnectDelay(policy, 1, () => 0.5)).toBe(75);
    expect(reconnectDelay({ ...policy, jitter: 0 }, 1, () => 0.99)).toBe(100);
  });

  it('stays within its bounds however long it goes on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, chance) => {
          const delay = reconnectDelay(defaultReconnectPolicy, attempt, () => chance);
          expect(delay).toBeGreaterThanOrEqual(250);
          expect(delay).toBeLessThanOrEqual(30_000);
        },
      ),
    );
  });
});
