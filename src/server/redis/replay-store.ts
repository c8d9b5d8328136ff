import type { ReplayStore } from '../replay-store.js';
import { createRedisCommand, type RedisClient, type RedisClusterClient, type RedisOptions } from './commands.js';

/**
 * A replay store for any number of servers on one Redis. A claim is one `SET … NX PX`, so Redis decides who was first
 * and forgets the key by itself.
 *
 * Redis must not evict keys that have a time to live (`maxmemory-policy noeviction`): what it forgets early could be
 * used again.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * import { createClient } from 'redis';
 *
 * const client = createClient({ url: 'redis://127.0.0.1:6379' });
 * client.on('error', report); // without a listener a lost connection ends the process
 * await client.connect();
 * const replayStore = redisReplayStore(client);
 */
export function redisReplayStore(client: RedisClient | RedisClusterClient, options: RedisOptions = {}): ReplayStore {
  const { keyPrefix = 'aicc:' } = options;
  const command = createRedisCommand(client, options);
  return {
    async claim(key, ttlMs) {
      const answer = await command(
        'SET',
        `${keyPrefix}once:${key}`,
        '1',
        'NX',
        'PX',
        `${Math.max(1, Math.ceil(ttlMs))}`,
      );
      return answer === 'OK';
    },
  };
}
