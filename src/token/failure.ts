import { reconnectDelay, type ReconnectPolicy } from '../connection/reconnect-policy.js';
import type { AiccError } from '../errors.js';
import { retryAfterOf } from '../retry-after.js';
import type { TokenTab } from './token-tab.js';

/** That there is no token, and why. */
export interface Failure {
  readonly error: AiccError;
  /** How many in a row. */
  readonly count: number;
  /** Until when nobody tries again. */
  until: number;
}

const coolDown: ReconnectPolicy = {
  initialDelayMs: 1000,
  factor: 2,
  maxDelayMs: 60_000,
  jitter: 0.5,
  maxAttempts: Infinity,
};

/** With how long it is to be left alone: longer each time, and no less than a server asked for. */
export function failureAfter(
  before: Failure | undefined,
  error: AiccError,
  { clock, random }: Pick<TokenTab, 'clock' | 'random'>,
): Failure {
  const count = (before?.count ?? 0) + 1;
  // What does not pass by itself may pass at any moment by something that the agent does.
  const waitMs = reconnectDelay(coolDown, error.retryable ? count : 1, random);
  return { error, count, until: clock.now() + Math.max(waitMs, retryAfterOf(error) ?? 0) };
}
