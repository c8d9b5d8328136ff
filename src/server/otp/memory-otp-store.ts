import { timingSafeEqual } from 'node:crypto';
import { systemClock, type Clock } from '../../clock.js';
import { createExpiringMap } from '../expiring-map.js';
import { waitAfter } from './failures.js';
import { memoryLimit } from './limits.js';
import { failuresKeptMs, type ChallengeKey, type Opening, type OtpStore } from './otp-store.js';

interface Challenge {
  readonly digest: string;
  triesLeft: number;
  readonly resends: number;
  readonly resendAt: number;
}

interface Failures {
  readonly failures: number;
  readonly usedUp: number;
  readonly lockedUntil: number;
}

/**
 * Challenges and failures of one server process. What is open when it ends is gone, and so are the failures: with more
 * than one server, or where accounts must stay locked over a restart, use `redisOtpStore`.
 */
export function memoryOtpStore({ clock = systemClock }: { readonly clock?: Clock } = {}): OtpStore {
  const challenges = createExpiringMap<Challenge>(clock);
  const accounts = createExpiringMap<Failures>(clock);
  const nameOf = ({ account, id }: ChallengeKey): string => `${account}.${id}`;
  const lockOf = (account: string): number => Math.max(0, (accounts.get(account)?.lockedUntil ?? 0) - clock.now());

  const check: OtpStore['check'] = async ({ key, replaces }, { challenge: { resends } }) => {
    const lock = lockOf(key.account);
    if (lock > 0) return { status: 'locked', retryAfterMs: lock };
    if (!replaces) return { status: 'ready', resendAfterMs: 0 };
    const old = challenges.get(nameOf(replaces));
    if (!old || old.resends >= resends) return { status: 'over', retryAfterMs: challenges.ttl(nameOf(replaces)) };
    const wait = old.resendAt - clock.now();
    return wait > 0 ? { status: 'wait', retryAfterMs: wait } : { status: 'ready', resendAfterMs: 0 };
  };

  return {
    check,
    async open(next, rules): Promise<Opening> {
      const checked = await check(next, rules);
      if (checked.status !== 'ready') return checked;
      const { key, replaces, digest } = next;
      const { tries, resendWaitMs, lifetimeMs } = rules.challenge;
      const old = replaces && challenges.get(nameOf(replaces));
      // Replaced by somebody else since it was checked.
      if (replaces && !old) return { status: 'over', retryAfterMs: 0 };
      if (replaces) challenges.delete(nameOf(replaces));
      const resends = old ? old.resends + 1 : 0;
      const resendAfterMs = resendWaitMs * 2 ** resends;
      const resendAt = clock.now() + resendAfterMs;
      challenges.set(nameOf(key), { digest, triesLeft: old?.triesLeft ?? tries, resends, resendAt }, lifetimeMs);
      return { status: 'ready', resendAfterMs };
    },
    async answer(key, digest, rules) {
      const lock = lockOf(key.account);
      if (lock > 0) return { status: 'locked', retryAfterMs: lock };
      const challenge = challenges.get(nameOf(key));
      if (!challenge) return { status: 'gone' };
      if (isSame(challenge.digest, digest)) {
        challenges.delete(nameOf(key));
        accounts.delete(key.account);
        return { status: 'right' };
      }
      challenge.triesLeft -= 1;
      if (challenge.triesLeft <= 0) challenges.delete(nameOf(key));
      const before = accounts.get(key.account) ?? { failures: 0, usedUp: 0, lockedUntil: 0 };
      const isUsedUp = challenge.triesLeft <= 0;
      const failures = before.failures + 1;
      const usedUp = before.usedUp + (isUsedUp ? 1 : 0);
      const wait = waitAfter(failures, isUsedUp ? usedUp : 0, rules.failures);
      accounts.set(key.account, { failures, usedUp, lockedUntil: clock.now() + wait }, failuresKeptMs);
      return { status: 'wrong', triesLeft: challenge.triesLeft };
    },
    async end(key) {
      challenges.delete(nameOf(key));
    },
    async lockedForMs(account) {
      return lockOf(account);
    },
    async unlock(account) {
      accounts.delete(account);
    },
    limit: memoryLimit,
  };
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
