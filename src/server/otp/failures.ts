import { longestLockMs, type FailureRules } from './otp-store.js';

/**
 * How long an account waits after a failure: not at all within a challenge; after each one that is used up a while that
 * doubles; from `lockAt` failures in a row on after each.
 *
 * @param failures in a row, this one included
 * @param usedUp how many challenges in a row were used up, this one included; 0 when this one is not
 */
export function waitAfter(failures: number, usedUp: number, { waitMs, lockAt, lockMs }: FailureRules): number {
  const isLock = failures >= lockAt;
  if (!isLock && usedUp === 0) return 0;
  const wait = isLock ? lockMs * 2 ** (failures - lockAt) : waitMs * 2 ** (usedUp - 1);
  return Math.min(wait, longestLockMs);
}
