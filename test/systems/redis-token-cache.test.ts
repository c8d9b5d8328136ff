import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTokenHandler, type FetchHandler, type TokenHandlerOptions } from '../../src/server/index.js';
import { redisTokenCache } from '../../src/server/redis/index.js';
import { agentName } from '../support/identity.js';
import { connectRedis, startRedis, type RedisServer, type TestRedisClient } from '../support/redis.js';
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

const cacheOn = (client: TestRedisClient) =>
  redisTokenCache(client, { encryptionKey, lockTtlMs: 500, commandTimeoutMs: 300 });

/** Ten servers of one site, each with a connection of its own. */
const servers = (options: Partial<TokenHandlerOptions> = {}): FetchHandler[] =>
  clients.map((client) => bench.handler({ cache: cacheOn(client), ...options }));

const askAll = (all: readonly FetchHandler[], body = '{}'): Promise<string[]> =>
  Promise.all(all.map(async (server) => (await tokenIn(await server(askForToken({ body })))).access_token));

describe('Ten servers on one Redis', () => {
  it('make one exchange for an agent, and one more when all are told that its token was refused', async () => {
    const all = servers();
    const before = bench.provider.exchanges.length;
    const first = new Set(await askAll(all));
    expect([first.size, bench.provider.exchanges.length - before]).toEqual([1, 1]);
    const [rejected = ''] = first;
    const second = new Set(await askAll(all, JSON.stringify({ rejected })));
    expect([second.size, bench.provider.exchanges.length - before]).toEqual([1, 2]);
    expect(second).not.toContain(rejected);
  });

  it('wait for one that exchanges for longer than a lock lives without it', async () => {
    let count = 0;
    const exchange: TokenHandlerOptions['exchange'] = async (agent, options) => {
      count += 1;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return bench.exchange(agent, options);
    };
    expect(new Set(await askAll(servers({ exchange }))).size).toBe(1);
    expect(count).toBe(1);
  });

  it('do not wait for one that died with the lock', async () => {
    await clients[0]!.sendCommand(['SET', await lockName(), 'the dead one', 'PX', '500']);
    const began = performance.now();
    expect(new Set(await askAll(servers())).size).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(300);
  });
});

/** As another server would have named it. */
async function lockName(): Promise<string> {
  const lock = await cacheOn(clients[1]!).lock(agentName, { signal: new AbortController().signal });
  const [name = ''] = await clients[1]!.keys('*:lock');
  await lock.release();
  return name;
}

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

  it('is gone when the agent is disabled, on all servers, with what was under way', async () => {
    const [one, other] = clients.map(cacheOn);
    let isDisabled = false;
    const authenticate = () => ({ userName: agentName, disabled: isDisabled });
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const exchange: TokenHandlerOptions['exchange'] = async (agent, options) => {
      await gate;
      return bench.exchange(agent, options);
    };
    const slow = createTokenHandler({ cache: one!, authenticate, exchange })(askForToken());
    await expect.poll(() => clients[0]!.keys('*:lock')).toHaveLength(1);
    isDisabled = true;
    const refusing = createTokenHandler({ cache: other!, authenticate, exchange });
    expect((await refusing(askForToken())).status).toBe(403);
    letGo();
    await slow;
    expect(await clients[0]!.keys('*')).toEqual([]);
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
