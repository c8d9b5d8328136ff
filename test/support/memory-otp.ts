import type { OtpPort } from '../../src/verification/flow/otp-port.js';

interface Challenge {
  readonly account: string;
  readonly code: string;
  readonly expiresAt: number;
  triesLeft: number;
}

export interface MemoryOtp extends OtpPort {
  /** What was sent, the newest last. */
  readonly codes: string[];
  readonly destinations: string[];
  /** How many wrong codes were heard. */
  readonly wrong: number;
  /** Makes everything fail from now on. */
  fail(error: Error): void;
}

export interface MemoryOtpOptions {
  readonly now: () => number;
  readonly tries?: number;
  readonly lifetimeMs?: number;
  readonly maxSends?: number;
  readonly resendAfterMs?: number;
}

/** One-time codes in memory, without the limits across flows that the real service has. */
export function createMemoryOtp(options: MemoryOtpOptions): MemoryOtp {
  const { now, tries = 5, lifetimeMs = 300_000, maxSends = 5, resendAfterMs = 30_000 } = options;
  const challenges = new Map<string, Challenge>();
  const codes: string[] = [];
  const destinations: string[] = [];
  let failure: Error | undefined;
  let sentAt = -Infinity;
  let wrong = 0;
  return {
    codes,
    destinations,
    get wrong() {
      return wrong;
    },
    fail(error) {
      failure = error;
    },
    async send({ account, destination, replaces }) {
      if (failure) throw failure;
      if (now() - sentAt < resendAfterMs) return { status: 'wait', retryAfterMs: sentAt + resendAfterMs - now() };
      if (codes.length >= maxSends) return { status: 'rate-limited', retryAfterMs: 600_000 };
      if (replaces !== undefined) challenges.delete(replaces);
      sentAt = now();
      const code = `${(codes.length + 1) * 137_031}`.padStart(6, '0').slice(0, 6);
      const challengeId = `challenge-${codes.length + 1}`;
      codes.push(code);
      destinations.push(destination);
      challenges.set(challengeId, { account, code, expiresAt: now() + lifetimeMs, triesLeft: tries });
      return { status: 'sent', challengeId, expiresAt: now() + lifetimeMs, resendAfterMs };
    },
    async verify({ challengeId, code }) {
      if (failure) throw failure;
      const challenge = challenges.get(challengeId);
      if (!challenge || challenge.expiresAt <= now()) return { status: 'expired' };
      if (challenge.code === code) {
        challenges.delete(challengeId);
        return { status: 'right' };
      }
      wrong += 1;
      challenge.triesLeft -= 1;
      if (challenge.triesLeft > 0) return { status: 'wrong', triesLeft: challenge.triesLeft };
      challenges.delete(challengeId);
      return { status: 'used-up' };
    },
    async cancel(challengeId) {
      challenges.delete(challengeId);
    },
  };
}
