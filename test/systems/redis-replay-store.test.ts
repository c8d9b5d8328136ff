import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisReplayStore } from '../../src/server/redis/index.js';
import { redisReplayContract } from '../contracts/redis-replay-contract.js';
import { benchOf, connectRedis, startRedis, type RedisServer, type TestRedisClient } from '../support/redis.js';
import { rejectionOf } from '../support/rejection.js';

let redis: RedisServer;
let clients: TestRedisClient[];

beforeAll(async () => {
  redis = await startRedis();
  clients = await Promise.all([connectRedis(redis), connectRedis(redis)]);
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await redis.stop();
});

redisReplayContract(() => benchOf(clients));

describe('A replay store on Redis', () => {
  it('fails by name when Redis hangs, and when it is gone, and works again when it is back', async () => {
    const store = redisReplayStore(clients[0]!, { commandTimeoutMs: 200 });
    redis.freeze();
    const hung = await rejectionOf(store.claim('hung', 1000));
    redis.thaw();
    expect(hung).toMatchObject({ code: 'server/store-unavailable', retryable: true });

    await redis.kill();
    const began = performance.now();
    const gone = await rejectionOf(store.claim('gone', 1000));
    expect(gone).toMatchObject({ code: 'server/store-unavailable' });
    expect(performance.now() - began).toBeLessThan(1000);

    await redis.restart();
    await expect.poll(() => clients[0]!.isReady, { timeout: 10_000 }).toBe(true);
    // A claim that failed may have been sent after all, so another key.
    expect(await store.claim('new', 1000)).toBe(true);
  });

  it('wants a client', () => {
    expect(() => redisReplayStore({} as never)).toThrow(expect.objectContaining({ code: 'config/invalid-option' }));
  });
});
