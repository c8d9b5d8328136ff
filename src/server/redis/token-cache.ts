import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { AiccError } from '../../errors.js';
import type { KeptToken, TokenCache, TokenLock } from '../token/token-cache.js';
import {
  createRedisCommand,
  type RedisClient,
  type RedisClusterClient,
  type RedisCommand,
  type RedisOptions,
} from './commands.js';
import { createTokenVault } from './token-vault.js';

export interface RedisTokenCacheOptions extends RedisOptions {
  /**
   * What the entries are encrypted with: 32 bytes, or these in base64 (`openssl rand -base64 32`). All servers have the
   * same; with another one every entry counts as missing, so that a new key costs one exchange for each agent.
   */
  readonly encryptionKey: string | Uint8Array;
  /**
   * How long a lock outlives a server that died, in milliseconds. A server that lives renews it while it exchanges.
   *
   * @default 3000
   */
  readonly lockTtlMs?: number;
}

const tokenSchema = z.object({
  accessToken: z.string(),
  since: z.number(),
  expiresAt: z.number(),
  scope: z.exactOptional(z.string()),
  userName: z.exactOptional(z.string()),
});

/** How often a server that waits for a lock looks again, at most, in milliseconds. */
const lookAgainMs = 75;

const ifMine = "if redis.call('GET', KEYS[1]) == ARGV[1] then";
const renewScript = `${ifMine} return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
const releaseScript = `${ifMine} return redis.call('DEL', KEYS[1]) end return 0`;
const putScript = `${ifMine} redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) return 1 end return 0`;

/**
 * Keeps tokens for any number of servers on one Redis, so that all of them make one exchange for an agent. Entries are
 * encrypted (AES-256-GCM), their names tell nobody whose they are, and they go when the token ends.
 *
 * Handlers of another registration or scope get another `keyPrefix`.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const cache = redisTokenCache(client, { encryptionKey: process.env.AICC_CACHE_KEY ?? '', keyPrefix: 'crm:' });
 * const handler = createTokenHandler({ cache, authenticate, exchange });
 * await cache.drop('ann@example.com'); // she was disabled
 */
export function redisTokenCache(client: RedisClient | RedisClusterClient, options: RedisTokenCacheOptions): TokenCache {
  const { keyPrefix = 'aicc:', lockTtlMs = 3000 } = options;
  const command = createRedisCommand(client, options);
  const vault = createTokenVault(options.encryptionKey);
  if (!(lockTtlMs >= 100)) throw new AiccError('config/invalid-option', 'lockTtlMs must be at least 100');

  /** The braces keep the two on one node of a cluster. */
  const keysOf = (userName: string): { name: string; entry: string; lock: string } => {
    const name = vault.nameOf(userName);
    return { name, entry: `${keyPrefix}token:{${name}}`, lock: `${keyPrefix}token:{${name}}:lock` };
  };

  function readEntry(name: string, sealed: unknown): KeptToken | undefined {
    const text = typeof sealed === 'string' ? vault.open(name, sealed) : undefined;
    if (text === undefined) return undefined;
    const parsed = tokenSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  }

  return {
    async get(userName) {
      const { name, entry } = keysOf(userName);
      return readEntry(name, await command('GET', entry));
    },
    async lock(userName, { signal }) {
      const { name, entry, lock } = keysOf(userName);
      const holder = randomUUID();
      while ((await command('SET', lock, holder, 'NX', 'PX', `${lockTtlMs}`)) !== 'OK') {
        await pause(lookAgainMs * (0.5 + Math.random() / 2), signal);
      }
      return heldLock(command, {
        holder,
        lock,
        ttlMs: lockTtlMs,
        async put(token) {
          const ttlMs = Math.ceil(token.expiresAt - Date.now());
          if (ttlMs <= 0) return;
          const sealed = vault.seal(name, JSON.stringify(token));
          await command('EVAL', putScript, '2', lock, entry, holder, sealed, `${ttlMs}`);
        },
      });
    },
    async drop(userName) {
      const { entry, lock } = keysOf(userName);
      await command('DEL', entry, lock);
    },
  };
}

/** A lock that stays as long as its server lives. */
function heldLock(
  command: RedisCommand,
  { holder, lock, ttlMs, put }: { holder: string; lock: string; ttlMs: number } & Pick<TokenLock, 'put'>,
): TokenLock {
  // What fails here fails again at the put or the release, where somebody hears of it.
  const renew = (): void => void command('EVAL', renewScript, '1', lock, holder, `${ttlMs}`).catch(() => undefined);
  const timer = setInterval(renew, ttlMs / 3);
  timer.unref();
  return {
    put,
    async release() {
      clearInterval(timer);
      await command('EVAL', releaseScript, '1', lock, holder);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(new AiccError('net/aborted', 'The caller gave up'));
      else resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
