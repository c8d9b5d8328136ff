import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisReplayStore } from '../../src/server/redis/index.js';
import { connectRedis, startRedis, type RedisServer, type TestRedisClient } from '../support/redis.js';
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

describe('A replay store on Redis', () => {
  it('lets one of many claims on two servers win', async () => {
    const stores = clients.map((client) => redisReplayStore(client));
    const claims = Array.from({ length: 200 }, (_, index) => stores[index % 2]!.claim('nonce-1', 60_000));
    const answers = await Promise.all(claims);
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('gives a key back when its time is over', async () => {
    const store = redisReplayStore(clients[0]!);
    expect(await store.claim('short', 2000)).toBe(true);
    expect(await store.claim('short', 2000)).toBe(false);
    await expect.poll(() => store.claim('short', 2000), { timeout: 10_000, interval: 100 }).toBe(true);
  });

  it('keeps to its prefix', async () => {
    const [one, other] = ['a:', 'b:'].map((keyPrefix) => redisReplayStore(clients[0]!, { keyPrefix }));
    expect(await one!.claim('same', 1000)).toBe(true);
    expect(await other!.claim('same', 1000)).toBe(true);
    expect(await clients[0]!.pTTL('a:once:same')).toBeGreaterThan(0);
  });

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
