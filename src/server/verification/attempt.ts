import type { Verification } from '../../protocol/entities.js';
import type { AuthLevel } from '../../verification/reasons.js';
import type { ContactRef } from './shared-attempts.js';

/** One attempt as the service holds it. It lives as long as its contact. */
export interface Attempt {
  verification: Verification;
  readonly recordId: string;
  readonly epoch: string;
  /** Who started it. */
  readonly workNo: string;
  readonly flow: string;
  /** The level that its process asks for. */
  readonly requiredLevel: AuthLevel;
  /** The highest level that was proven. */
  level?: AuthLevel;
  /** Whether it is written down that it began: before, nobody hears of it. */
  isTold: boolean;
  /** Its end is being written down. */
  isEnding: boolean;
  /** Another server runs it, or has ended it: what its record says counts. */
  isElsewhere: boolean;
  readonly run: AbortController;
  stopTimer?: () => void;
}

export const contactKey = ({ epoch, contactId }: ContactRef): string => `${epoch} ${contactId}`;

export const contactOf = ({ epoch, verification: { contactId } }: Attempt): ContactRef => ({ epoch, contactId });

export const isRunning = ({ verification }: Attempt): boolean => verification.endedAt === undefined;

/** What somebody sees of it: of another agent's, only that it was. */
export function seenBy(attempt: Attempt, isTheirs: boolean): Verification {
  const { step: _step, ...rest } = attempt.verification;
  return isTheirs ? attempt.verification : { ...rest, result: 0 };
}
