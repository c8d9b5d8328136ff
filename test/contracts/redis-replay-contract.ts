import { describe, expect, it } from 'vitest';
import { redisReplayStore } from '../../src/server/redis/index.js';
import type { RedisBench } from './redis-bench.js';

// What a busy machine needs to answer, where a test is not about time.
const patient = { commandTimeoutMs: 10_000 };

/** What is claimed once, whatever kind of Redis decides it. */
export function redisReplayContract(bench: () => RedisBench): void {
  describe('A replay store', () => {
    it('lets one of many claims on two servers win', async () => {
      const stores = bench().clients.map((client) => redisReplayStore(client, patient));
      const claims = Array.from({ length: 200 }, (_, index) => stores[index % 2]!.claim('nonce-1', 60_000));
      const answers = await Promise.all(claims);
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('gives a key back when its time is over', async () => {
      const store = redisReplayStore(bench().clients[0]!, patient);
      expect(await store.claim('short', 2000)).toBe(true);
      expect(await store.claim('short', 2000)).toBe(false);
      await expect.poll(() => store.claim('short', 2000), { timeout: 10_000, interval: 100 }).toBe(true);
    });

    it('keeps to its prefix', async () => {
      const [one, other] = ['a:', 'b:'].map((keyPrefix) =>
        redisReplayStore(bench().clients[0]!, { ...patient, keyPrefix }),
      );
      expect(await one!.claim('same', 60_000)).toBe(true);
      expect(await other!.claim('same', 60_000)).toBe(true);
      expect([...(await bench().keys('?:once:same'))].sort()).toEqual(['a:once:same', 'b:once:same']);
    });
  });
}
