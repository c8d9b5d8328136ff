import { describe, expect, it } from 'vitest';
import { redisVerificationStore, type RedisVerificationStoreOptions } from '../../src/server/redis/index.js';
import type { RedisBench } from './redis-bench.js';
import { ended, started } from './verification-store-contract.js';

const contact = { epoch: 'center-1', contactId: 'contact-1' };
const onContact = (id: string, at: number) => started(id, at, contact);
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How servers share running attempts, whatever kind of Redis is between them. */
export function redisAttemptsContract(bench: () => RedisBench): void {
  const newStore = (options: RedisVerificationStoreOptions = {}, client = 0) =>
    redisVerificationStore(bench().clients[client]!, { commandTimeoutMs: 10_000, ...options });

  describe('Attempts on Redis', () => {
    it('are one for a contact: of a hundred beginnings at once one is written', async () => {
      const stores = [newStore(), newStore({}, 1)];
      const begun = await Promise.allSettled(
        Array.from({ length: 100 }, (_, index) => stores[index % 2]!.append(onContact(`r${index}`, 1000))),
      );
      expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = begun.find(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { code: 'verification/already-running' } });
      expect((await newStore().search({})).records).toHaveLength(1);
    });

    it('are over when nobody renews them, for everybody and for good', async () => {
      const store = newStore({ leaseMs: 300, lookEveryMs: 100 });
      await store.append(onContact('r1', 1000));
      await pass(400);
      expect(await store.shared.recordsOf(contact)).toMatchObject([{ result: 3, failureReason: 'server_lost' }]);
      // Its server was only slow, and comes back with the right code.
      await expect(store.append(ended('r1', 2000, 1, { level: 1 }))).rejects.toMatchObject({
        code: 'verification/not-running',
      });
      await store.append(onContact('r2', 3000));
      expect((await store.shared.recordsOf(contact)).map(({ result }) => result)).toEqual([3, 0]);
      expect((await store.search({ result: 3 })).records).toMatchObject([{ id: 'r1' }]);
    });

    it('go on while their server looks, and it hears of the end that another wrote', async () => {
      const store = newStore({ leaseMs: 600, lookEveryMs: 100 });
      await store.append(onContact('r1', 1000));
      let { upTo } = await store.shared.tend(['r1'], undefined);
      for (let look = 0; look < 8; look += 1) {
        await pass(100);
        const tended = await store.shared.tend(['r1'], upTo);
        expect(tended.ended).toEqual([]);
        ({ upTo } = tended);
      }
      await newStore({}, 1).append(ended('r1', 2000, 0, { failureReason: 'cancelled' }));
      const heard = await store.shared.tend(['r1'], upTo);
      expect(heard).toMatchObject({ ended: ['r1'], changed: [contact] });
      expect((await store.shared.tend([], heard.upTo)).changed).toEqual([]);
    });
  });
}
