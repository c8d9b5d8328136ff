import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FetchHandler, TokenHandlerOptions } from '../../src/server/index.js';
import { redisTokenCache } from '../../src/server/redis/index.js';
import { redisTokenContract, tokenCacheOn } from '../contracts/redis-token-contract.js';
import { agentName } from '../support/identity.js';
import { benchOf, connectRedis, startRedis, type RedisServer, type TestRedisClient } from '../support/redis.js';
import { errorOf } from '../support/rejection.js';
import { askForToken, setUpTokenDesk, tokenIn, type TokenDeskBench } from '../support/token-desk.js';

const encryptionKey = randomBytes(32).toString('base64');
let redis: RedisServer;
let clients: TestRedisClient[];
let bench: TokenDeskBench;

beforeAll(async () => {
  redis = await startRedis();
  clients = await Promise.all(Array.from({ length: 10 }, () => connectRedis(redis)));
  bench = await setUpTokenDesk();
});
afterEach(async () => {
  await expect.poll(() => clients.every(({ isReady }) => isReady), { timeout: 10_000 }).toBe(true);
  await clients[0]!.flushAll();
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await redis.stop();
});

const cacheOn = (client: TestRedisClient) => tokenCacheOn(client, { commandTimeoutMs: 300 });

/** Ten servers of one site, each with a connection of its own. */
const servers = (options: Partial<TokenHandlerOptions> = {}): FetchHandler[] =>
  clients.map((client) => bench.handler({ cache: cacheOn(client), ...options }));

redisTokenContract(() => benchOf(clients));

describe('What lies in Redis', () => {
  it('tells neither the token nor whose it is, and goes with the token', async () => {
    const [server] = servers();
    const { access_token: token } = await tokenIn(await server!(askForToken()));
    const [key = '', ...others] = await clients[0]!.keys('*');
    expect(others).toEqual([]);
    const value = (await clients[0]!.get(key))!;
    for (const text of [key, value, Buffer.from(value, 'base64').toString('latin1')]) {
      for (const secret of [token, token.slice(0, 20), agentName, 'ann']) expect(text).not.toContain(secret);
    }
    expect(await clients[0]!.pTTL(key)).toBeGreaterThan(3_500_000);
    expect(await clients[0]!.pTTL(key)).toBeLessThanOrEqual(3_600_000);
  });

  it('opens with its own key under its own name only', async () => {
    const cache = cacheOn(clients[0]!);
    const [server] = servers();
    await tokenIn(await server!(askForToken()));
    expect(await cache.get(agentName)).toMatchObject({ userName: agentName });
    const stranger = redisTokenCache(clients[0]!, { encryptionKey: randomBytes(32) });
    expect(await stranger.get(agentName)).toBeUndefined();

    const [key = ''] = await clients[0]!.keys('*');
    const sealed = (await clients[0]!.get(key))!;
    const lock = await cache.lock('bob@example.com', { signal: new AbortController().signal });
    const [lockKey = ''] = await clients[0]!.keys('*:lock');
    await clients[0]!.set(lockKey.replace(/:lock$/, ''), sealed);
    await lock.release();
    expect(await cache.get('bob@example.com')).toBeUndefined();
    for (const wrong of ['', 'AAAA', sealed.slice(0, -8), `${sealed.slice(0, 30)}AAAA${sealed.slice(34)}`]) {
      await clients[0]!.set(key, wrong);
      expect(await cache.get(agentName)).toBeUndefined();
    }
  });
});

describe('Without Redis', () => {
  it('each server exchanges for itself, and says so in the log', async () => {
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const [server] = servers({ logger });
    await redis.kill();
    await expect.poll(() => clients[0]!.isReady).toBe(false);
    await tokenIn(await server!(askForToken()));
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('cache'), { code: 'server/store-unavailable' });
    await redis.restart();
  });
});

it('A key that is none is refused, and not repeated', () => {
  for (const wrong of ['short', '', new Uint8Array(16)]) {
    const error = errorOf(() => redisTokenCache(clients[0]!, { encryptionKey: wrong }));
    expect(error.code).toBe('config/invalid-option');
    expect(JSON.stringify(error)).not.toContain('short');
  }
  expect(errorOf(() => redisTokenCache(clients[0]!, { encryptionKey, lockTtlMs: 1 })).code).toBe(
    'config/invalid-option',
  );
});
