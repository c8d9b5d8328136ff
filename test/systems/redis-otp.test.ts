import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOtpService, type OtpMessage } from '../../src/server/index.js';
import { redisOtpStore } from '../../src/server/redis/index.js';
import { challengeOf, otpContract, otpKey, otpRequest } from '../contracts/otp-contract.js';
import { connectRedis, startRedis, type RedisServer, type TestRedisClient } from '../support/redis.js';

let redis: RedisServer;
let client: TestRedisClient;

beforeAll(async () => {
  redis = await startRedis();
  client = await connectRedis(redis);
});

afterAll(async () => {
  client.destroy();
  await redis.stop();
});

otpContract(() => ({
  service: (options) => createOtpService({ store: redisOtpStore(client, { commandTimeoutMs: 10_000 }), ...options }),
  moment: 2000,
  pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

describe('What Redis is told', () => {
  it('names no account, destination or code, and ends by itself', async () => {
    const messages: OtpMessage[] = [];
    const store = redisOtpStore(client, { keyPrefix: 'look:' });
    const deliver = async (message: OtpMessage) => void messages.push(message);
    const otp = createOtpService({ key: otpKey, store, deliver });
    const challengeId = challengeOf(await otp.send(otpRequest));
    await otp.verify({ challengeId, code: 'wrong' });
    const keys = await client.keys('look:*');
    expect(keys.length).toBeGreaterThanOrEqual(4);
    const all = await Promise.all(
      keys.map(async (key) => [
        key,
        (await client.type(key)) === 'hash' ? await client.hGetAll(key) : await client.get(key),
      ]),
    );
    for (const secret of [messages[0]!.code, otpRequest.account, otpRequest.destination.slice(1), otpKey]) {
      expect(JSON.stringify(all)).not.toContain(secret);
    }
    expect(await Promise.all(keys.map((key) => client.pTTL(key)))).not.toContain(-1);
  });
});
