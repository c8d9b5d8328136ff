import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOtpService, type OtpMessage } from '../../src/server/index.js';
import { redisOtpStore, redisReplayStore, redisVerificationStore } from '../../src/server/redis/index.js';
import { challengeOf, otpContract, otpKey, otpRequest } from '../contracts/otp-contract.js';
import { redisAttemptsContract } from '../contracts/redis-attempts-contract.js';
import { redisReplayContract } from '../contracts/redis-replay-contract.js';
import { redisTokenContract, tokenCacheOn } from '../contracts/redis-token-contract.js';
import { describeStoreContract, ended, started } from '../contracts/verification-store-contract.js';
import { errorOf } from '../support/rejection.js';
import {
  clusterBenchOf,
  connectCluster,
  startRedisCluster,
  type RedisClusterServer,
  type TestClusterClient,
} from '../support/redis-cluster.js';

let cluster: RedisClusterServer;
let clients: TestClusterClient[];
beforeAll(async () => {
  cluster = await startRedisCluster();
  clients = await Promise.all([1, 2, 3, 4, 5].map(() => connectCluster(cluster)));
});
beforeEach(() => cluster.flush());
afterAll(async () => {
  for (const client of clients) client.destroy();
  await cluster.stop();
});

// What a busy machine needs to answer, where a test is not about time.
const patient = { commandTimeoutMs: 10_000 };
const bench = () => clusterBenchOf(cluster, clients);
const verificationStore = () => redisVerificationStore(clients[0]!, patient);

describeStoreContract('a Redis Cluster', async () => verificationStore());
redisAttemptsContract(bench);
redisReplayContract(bench);
redisTokenContract(bench);
otpContract(() => ({
  service: (options) => createOtpService({ store: redisOtpStore(clients[0]!, patient), ...options }),
  moment: 2000,
  pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

describe('A cluster', () => {
  it('shares accounts, agents and nonces among its nodes, and keeps what belongs together on one', async () => {
    const otp = createOtpService({ key: otpKey, store: redisOtpStore(clients[0]!, patient), deliver: async () => {} });
    const replays = redisReplayStore(clients[0]!, patient);
    const cache = tokenCacheOn(clients[0]!);
    for (let index = 0; index < 30; index += 1) {
      const sent = await otp.send({ ...otpRequest, account: `C-${index}`, destination: `+120255501${index + 10}` });
      await otp.verify({ challengeId: challengeOf(sent), code: 'wrong' });
      await replays.claim(`nonce-${index}`, 60_000);
      const lock = await cache.lock(`agent-${index}@example.com`, { signal: new AbortController().signal });
      await lock.put({ accessToken: randomUUID(), since: Date.now(), expiresAt: Date.now() + 60_000 });
      await lock.release();
    }
    const onNodes = await cluster.keys();
    for (const kind of ['aicc:otp:{', 'aicc:once:', 'aicc:token:{']) {
      const counts = onNodes.map((names) => names.filter((name) => name.startsWith(kind)).length);
      expect(Math.min(...counts), `${kind} on ${counts.join(', ')}`).toBeGreaterThan(0);
    }
    const tagsOf = (names: readonly string[]) => new Set(names.flatMap((name) => /\{.*\}/.exec(name) ?? []));
    const all = onNodes.map(tagsOf);
    expect(new Set(all.flatMap((tags) => [...tags])).size).toBe(all.reduce((sum, { size }) => sum + size, 0));
  });

  it('keeps all of a verification service on one node, whatever its prefix', async () => {
    const places = new Set<number>();
    for (const keyPrefix of ['bank:', '{bank}:', '{shop}:', 'a}b{c:']) {
      await cluster.flush();
      const store = redisVerificationStore(clients[0]!, { ...patient, keyPrefix });
      await store.append(started('r1', 1000));
      await store.append(ended('r1', 1100, 1, { level: 1 }));
      await store.saveProcesses([], undefined);
      expect((await store.search({ result: 1 })).records).toHaveLength(1);
      const used = (await cluster.keys()).flatMap((names, node) => (names.length > 0 ? [node] : []));
      expect(used).toHaveLength(1);
      places.add(used[0]!);
    }
    expect(places.size).toBeGreaterThan(1);
    const error = errorOf(() => redisVerificationStore(clients[0]!, { keyPrefix: '{}bank:' }));
    expect(error.code).toBe('config/invalid-option');
  });

  it('may move the keys to another node, where a challenge goes on as it was', async () => {
    const messages: OtpMessage[] = [];
    const deliver = async (message: OtpMessage) => void messages.push(message);
    const otp = createOtpService({ key: otpKey, store: redisOtpStore(clients[0]!, patient), deliver });
    const challengeId = challengeOf(await otp.send(otpRequest));
    expect(await otp.verify({ challengeId, code: 'wrong' })).toEqual({ status: 'wrong', triesLeft: 2 });
    const store = verificationStore();
    await store.append(started('r1', 1000));
    const tagged = (await cluster.keys()).flat();
    for (const part of ['otp:{', '{verification}']) {
      const key = tagged.find((name) => name.includes(part))!;
      const node = await cluster.nodeOf(key);
      await cluster.move(key, (node + 1) % 3);
      expect(await cluster.nodeOf(key)).toBe((node + 1) % 3);
    }
    expect(await otp.verify({ challengeId, code: messages[0]!.code })).toMatchObject({ status: 'right' });
    await store.append(ended('r1', 1100, 1, { level: 1 }));
    expect((await store.search({})).records).toMatchObject([{ id: 'r1', result: 1 }]);
  });

  it('that loses a node fails by name and in time, and serves again when it is back', async () => {
    const impatient = { commandTimeoutMs: 300 };
    const store = redisReplayStore(clients[0]!, impatient);
    const lost = cluster.nodes[await cluster.nodeOf('aicc:once:nonce-1')]!;
    await lost.kill();
    const began = performance.now();
    await expect(store.claim('nonce-1', 60_000)).rejects.toMatchObject({
      code: 'server/store-unavailable',
      retryable: true,
    });
    expect(performance.now() - began).toBeLessThan(5000);
    await lost.restart();
    await cluster.untilWhole();
    await expect.poll(() => store.claim(randomUUID(), 60_000).catch(() => 'failed'), { timeout: 10_000 }).toBe(true);
    // On all nodes.
    for (let index = 0; index < 12; index += 1) expect(await store.claim(randomUUID(), 60_000)).toBe(true);
  });
});
