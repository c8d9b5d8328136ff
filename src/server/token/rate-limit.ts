import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AiccError } from '../../errors.js';

/** Counts what one agent asks of this process in a minute. */
export interface RateLimit {
  /** @throws AiccError `bridge/rate-limited`, with `retryAfterMs` in its context */
  take(userName: string): Promise<void>;
}

export function createRateLimit(perMinute: number, what: string): RateLimit {
  if (!Number.isInteger(perMinute) || perMinute < 1) {
    throw new AiccError('config/invalid-option', `The limit of ${what} must be a whole number above 0`);
  }
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    async take(userName) {
      try {
        await limiter.consume(userName);
      } catch (refusal) {
        const retryAfterMs = refusal instanceof RateLimiterRes ? refusal.msBeforeNext : 60_000;
        const message = `More than ${perMinute} ${what} in a minute`;
        throw new AiccError('bridge/rate-limited', message, { context: { retryAfterMs } });
      }
    },
  };
}
