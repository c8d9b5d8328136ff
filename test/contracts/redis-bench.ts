import type { RedisClient, RedisClusterClient } from '../../src/server/redis/index.js';

/** One Redis, or a cluster of them, and the connections of several servers to it. */
export interface RedisBench {
  readonly clients: readonly (RedisClient | RedisClusterClient)[];
  /** The names of all keys that fit. */
  keys(pattern?: string): Promise<readonly string[]>;
  /** Writes as somebody else would. */
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
}
