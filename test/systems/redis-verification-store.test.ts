import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisVerificationStore, type RedisVerificationStoreOptions } from '../../src/server/redis/index.js';
import { redisAttemptsContract } from '../contracts/redis-attempts-contract.js';
import { allPages, describeStoreContract, ended, started } from '../contracts/verification-store-contract.js';
import { benchOf, connectRedis, startRedis, type RedisServer, type TestRedisClient } from '../support/redis.js';

let redis: RedisServer;
let client: TestRedisClient;
let other: TestRedisClient;

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  client = await connectRedis(redis);
  other = await connectRedis(redis);
  await client.flushAll();
});
afterEach(() => {
  client.destroy();
  other.destroy();
});
afterAll(() => redis.stop());

// What a busy machine needs to answer, where a test is not about time.
const patient = { commandTimeoutMs: 10_000 };
const newStore = (options: RedisVerificationStoreOptions = {}) =>
  redisVerificationStore(client, { ...patient, ...options });

describeStoreContract('Redis', async () => newStore());

describe('Records on Redis', () => {
  it('are those of all servers, and stay when the servers go', async () => {
    await newStore().append(started('r1', 1000));
    const store = redisVerificationStore(other, patient);
    await store.append(ended('r1', 1100, 2, { failureReason: 'max_retry_otp' }));
    other.destroy();
    expect((await newStore().search({})).records).toMatchObject([{ id: 'r1', result: 2 }]);
  });

  it('are apart from those of another prefix', async () => {
    await newStore({ keyPrefix: 'one:' }).append(started('r1', 1000));
    expect((await newStore({ keyPrefix: 'two:' }).search({})).records).toEqual([]);
    expect((await client.keys('*')).filter((key) => !key.startsWith('one:{verification}'))).toEqual([]);
  });

  it('go when they are older than wanted, with all that leads to them', async () => {
    const store = newStore({ keepRecordsMs: 1000 });
    for (let index = 0; index < 10; index += 1) {
      await store.append(started(`r${index}`, 1000 + index));
      await store.append(ended(`r${index}`, 1000 + index, 1));
    }
    for (let index = 0; index < 5; index += 1) await store.append(started(`new${index}`, 3000 + index));
    expect((await allPages(store, {})).map(({ id }) => id)).toEqual(['new4', 'new3', 'new2', 'new1', 'new0']);
    for (const query of [{ result: 1 as const }, { contactId: 'contact-r3' }]) {
      expect((await store.search(query)).records).toEqual([]);
    }
    expect(await client.keys('*:r[0-9]')).toEqual([]);
  });

  it('are found among many of which few fit', async () => {
    const store = newStore();
    const entries = Array.from({ length: 5000 }, (_, index) => [
      started(`r${index}`, 1000, { workNo: index % 2500 === 0 ? '372' : '371' }),
      ended(`r${index}`, 2000, index % 2500 < 10 ? 1 : 2),
    ]).flat();
    await Promise.all(entries.map((entry) => store.append(entry)));
    const found = await allPages(store, { workNo: '371', result: 1, limit: 5 });
    expect(found.map(({ id }) => id)).toHaveLength(18);
    expect(await allPages(store, { workNo: '372', result: 1 })).toHaveLength(2);
    expect(await allPages(store, { limit: 200 })).toHaveLength(5000);
  });

  it('fail at once where Redis is gone, and in time where it hangs', async () => {
    const store = newStore({ commandTimeoutMs: 300 });
    redis.freeze();
    const began = performance.now();
    const asked: PromiseSettledResult<unknown>[] = await Promise.allSettled([
      store.append(started('r1', 1000)),
      store.search({}),
      store.loadProcesses(),
    ]);
    redis.thaw();
    expect(performance.now() - began).toBeLessThan(5000);
    await redis.kill();
    await expect.poll(() => client.isReady).toBe(false);
    asked.push(...(await Promise.allSettled([store.append(started('r2', 1000)), store.shared.tend([], undefined)])));
    await redis.restart();
    for (const each of asked) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'server/store-unavailable' } });
    }
  });

  it('want a lease that outlasts some looks', () => {
    expect(() => newStore({ leaseMs: 1000, lookEveryMs: 500 })).toThrow(
      expect.objectContaining({ code: 'config/invalid-option' }),
    );
  });
});

redisAttemptsContract(() => benchOf([client, other]));
