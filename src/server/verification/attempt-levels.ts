import type { ProcessConfiguration } from '../../protocol/operations.js';
import type { AuthLevel } from '../../verification/reasons.js';
import { isRunning, type Attempt } from './attempt.js';

/** What the contact holds by the flow of an attempt, as far as other processes asked for it. */
export function heldLevel(
  attempt: Attempt,
  others: readonly Attempt[],
  inheritOnTransfer: boolean,
): AuthLevel | undefined {
  const levels = others
    .filter((each) => each.flow === attempt.flow && each.verification.result === 1)
    .filter((each) => each.verification.verifyTypeCode !== attempt.verification.verifyTypeCode)
    .filter((each) => each.workNo === attempt.workNo || inheritOnTransfer)
    .map((each): AuthLevel => (each.requiredLevel === 1 ? 1 : 0));
  return levels.length === 0 ? undefined : levels.includes(1) ? 1 : 0;
}

/**
 * Whether a success is one of another process too: of the same flow, asking for no more than was proven.
 *
 * @param before the attempt that the other process has
 */
export function satisfies(source: Attempt, process: ProcessConfiguration, before: Attempt | undefined): boolean {
  const { flow, level = 0, verification } = source;
  if (process.flow !== flow || process.requiredLevel > level) return false;
  if (process.verifyTypeCode === verification.verifyTypeCode) return false;
  return !before || (!isRunning(before) && before.verification.result !== 1);
}

/** The attempt that such a process has then: a success by the record of another. */
export function satisfiedAttempt(
  source: Attempt,
  { verifyTypeCode, requiredLevel }: ProcessConfiguration,
  before: Attempt | undefined,
): Attempt {
  const attempt = (before?.verification.attempt ?? 0) + 1;
  return { ...source, requiredLevel, verification: { ...source.verification, verifyTypeCode, attempt } };
}
