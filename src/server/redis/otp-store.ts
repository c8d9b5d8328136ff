import { RateLimiterRedis } from 'rate-limiter-flexible';
import { AiccError } from '../../errors.js';
import { limiterOptions, takeOneOf } from '../otp/limits.js';
import {
  failuresKeptMs,
  longestLockMs,
  type ChallengeKey,
  type NewChallenge,
  type Opening,
  type OtpRules,
  type OtpStore,
  type Trial,
} from '../otp/otp-store.js';
import { createRedisCommand, type RedisClient, type RedisClusterClient, type RedisOptions } from './commands.js';
import { answerScript, lockScript, openScript } from './otp-scripts.js';
import { createRedisScript } from './script.js';

/**
 * Challenges, failures and limits for any number of servers on one Redis. Every step is one script, so nothing comes
 * between looking, comparing and counting; a server that dies leaves no half of one.
 *
 * Redis must not evict keys (`maxmemory-policy noeviction`): with its failures an account would lose its lock.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const otp = createOtpService({ key, deliver, store: redisOtpStore(client) });
 */
export function redisOtpStore(client: RedisClient | RedisClusterClient, options: RedisOptions = {}): OtpStore {
  const { keyPrefix = 'aicc:' } = options;
  const command = createRedisCommand(client, options);
  const [opens, answers, locks] = [openScript, answerScript, lockScript].map((source) =>
    createRedisScript(command, source),
  ) as [
    ReturnType<typeof createRedisScript>,
    ReturnType<typeof createRedisScript>,
    ReturnType<typeof createRedisScript>,
  ];
  const accountKey = (account: string): string => `${keyPrefix}otp:{${account}}`;
  const challengeKey = ({ account, id }: ChallengeKey): string => `${accountKey(account)}:${id}`;

  async function open(challenge: Omit<NewChallenge, 'digest'>, digest: string | undefined, rules: OtpRules) {
    const { key, replaces } = challenge;
    const { tries, resends, resendWaitMs, lifetimeMs } = rules.challenge;
    const keys = [accountKey(key.account), challengeKey(replaces ?? key), challengeKey(key)];
    const isNew = digest !== undefined;
    const args = [Number(isNew), Number(!!replaces), digest ?? '', tries, resends, resendWaitMs, lifetimeMs];
    return toOpening(readPair(await opens(keys, args)));
  }

  return {
    check: (challenge, rules) => open(challenge, undefined, rules),
    open: (challenge, rules) => open(challenge, challenge.digest, rules),
    async answer(key, digest, { failures: { waitMs, lockAt, lockMs } }) {
      const args = [digest, waitMs, lockAt, lockMs, longestLockMs, failuresKeptMs];
      return toTrial(readPair(await answers([accountKey(key.account), challengeKey(key)], args)));
    },
    async end(key) {
      await command('DEL', challengeKey(key));
    },
    async lockedForMs(account) {
      return readPair(await locks([accountKey(account)], [])).number;
    },
    async unlock(account) {
      await command('DEL', accountKey(account));
    },
    limit(name, most, perMs) {
      // All that the limiter asks of its client: to run its own script.
      const storeClient = {
        eval: (source: string, { keys, arguments: args }: { keys: string[]; arguments: string[] }) =>
          command('EVAL', source, `${keys.length}`, ...keys, ...args),
      };
      const named = limiterOptions(`${keyPrefix}otp:${name}`, most, perMs);
      return takeOneOf(new RateLimiterRedis({ ...named, storeClient, useRedisPackage: true }));
    },
  };
}

interface Pair {
  readonly status: string;
  readonly number: number;
}

function readPair(reply: unknown): Pair {
  const [status, number] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
  if (typeof status === 'string' && typeof number === 'number') return { status, number: Math.max(0, number) };
  throw unreadable();
}

function toOpening({ status, number }: Pair): Opening {
  if (status === 'ready') return { status, resendAfterMs: number };
  if (status === 'wait' || status === 'locked' || status === 'over') return { status, retryAfterMs: number };
  throw unreadable();
}

function toTrial({ status, number }: Pair): Trial {
  if (status === 'right' || status === 'gone') return { status };
  if (status === 'wrong') return { status, triesLeft: number };
  if (status === 'locked') return { status, retryAfterMs: number };
  throw unreadable();
}

const unreadable = (): AiccError => new AiccError('server/store-unavailable', 'Redis gave an answer that is none');
