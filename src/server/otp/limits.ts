import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { TakeOne } from './otp-store.js';

export const takeOneOf =
  (limiter: RateLimiterAbstract): TakeOne =>
  async (key) => {
    try {
      await limiter.consume(key);
      return 0;
    } catch (refusal) {
      // It rejects with an answer that is no error.
      if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
      throw refusal;
    }
  };

export const limiterOptions = (name: string, most: number, perMs: number) => ({
  keyPrefix: name,
  points: most,
  duration: perMs / 1000,
});

export const memoryLimit = (name: string, most: number, perMs: number): TakeOne =>
  takeOneOf(new RateLimiterMemory(limiterOptions(name, most, perMs)));
