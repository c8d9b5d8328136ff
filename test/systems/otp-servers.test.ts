import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { challengeOf, otpKey, otpRequest, wrongFor } from '../contracts/otp-contract.js';
import { startOtpProcess, type OtpProcess } from '../support/otp-processes.js';
import { connectRedis, startRedis, type RedisServer } from '../support/redis.js';

let redis: RedisServer;
let servers: OtpProcess[];

const start = () => startOtpProcess({ url: redis.url, key: otpKey });
const turn = (index: number): OtpProcess => servers[index % servers.length]!;

interface Challenge {
  readonly challengeId: string;
  readonly code: string;
}

async function open(server: OtpProcess): Promise<Challenge> {
  const challengeId = challengeOf(await server.send(otpRequest));
  return { challengeId, code: server.codes.at(-1)! };
}

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(async () => {
  servers = await Promise.all([start(), start()]);
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  // A test may have left it dead.
  await redis.restart();
});

afterAll(() => redis.stop());

describe('Two servers on one Redis', () => {
  it('take one of two hundred right answers at once', async () => {
    const challenge = await open(servers[0]!);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => turn(index).verify(challenge)));
    expect(answers.filter(({ status }) => status === 'right')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'used-up')).toHaveLength(199);
  });

  it('stop guessing at the limit of the account, over challenges and servers', async () => {
    const challenges: Challenge[] = [];
    for (let index = 0; index < 30; index += 1) challenges.push(await open(turn(index)));
    const guesses = Array.from({ length: 300 }, (_, index) => challenges[index % challenges.length]!);
    const answers = await Promise.all(
      guesses.map(({ challengeId, code }, index) => turn(index).verify({ challengeId, code: wrongFor(code) })),
    );
    expect(answers.filter(({ status }) => status === 'wrong')).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 'locked')).toHaveLength(290);
    // Nor does the right one help now, anywhere, nor a new code.
    const late = await Promise.all(servers.map((server) => server.verify(challenges.at(-1)!)));
    expect(late.map(({ status }) => status)).toEqual(['locked', 'locked']);
    expect(await servers[1]!.send(otpRequest)).toMatchObject({ status: 'locked' });
  });

  it('leave no door open when one is killed in the middle', async () => {
    const [dying, other] = servers as [OtpProcess, OtpProcess];
    const used = await open(dying);
    expect(await dying.verify(used)).toEqual({ status: 'right' });
    const challenges: Challenge[] = [];
    for (let index = 0; index < 20; index += 1) challenges.push(await open(dying));
    let wrong = 0;
    for (const [index, { challengeId, code }] of challenges.entries()) {
      const guess = dying.verify({ challengeId, code: wrongFor(code) });
      void guess.then(() => (wrong += 1)).catch(() => undefined);
      if (index === 4) await guess;
    }
    await dying.kill();

    expect(await other.verify(used)).toEqual({ status: 'used-up' });
    const counted: number[] = [];
    for (const { challengeId, code } of challenges.slice(0, 12)) {
      const { status } = await other.verify({ challengeId, code: wrongFor(code) });
      if (status === 'wrong') counted.push(1);
    }
    // Whatever the dead one had counted counts.
    expect(wrong).toBeGreaterThanOrEqual(5);
    expect(counted.length).toBeLessThanOrEqual(5);
    expect(await other.verify(challenges.at(-1)!)).toMatchObject({ status: 'locked' });
  });

  it('say so at once when Redis is gone, and are right again when it is back, but never for an old code', async () => {
    const challenge = await open(servers[0]!);
    await redis.kill();
    const began = performance.now();
    const asked = servers.flatMap((server) => [
      ...Array.from({ length: 20 }, () => server.verify(challenge)),
      server.send(otpRequest),
    ]);
    for (const outcome of await Promise.allSettled(asked)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'server/store-unavailable' } });
    }
    expect(performance.now() - began).toBeLessThan(15_000);

    await redis.restart();
    await expect
      .poll(() => servers[0]!.verify(challenge).catch(() => 'down'), { timeout: 10_000 })
      .toEqual({ status: 'used-up' });
    expect(await servers[0]!.verify(await open(servers[0]!))).toEqual({ status: 'right' });
  });

  it('do not wait for a Redis that hangs', async () => {
    const challenge = await open(servers[0]!);
    redis.freeze();
    const outcome = await Promise.allSettled([servers[0]!.verify(challenge), servers[1]!.send(otpRequest)]);
    redis.thaw();
    for (const each of outcome) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'server/store-unavailable' } });
    }
    // The answer was on its way and took effect; nobody was told that it was right.
    await expect.poll(async () => (await servers[0]!.verify(challenge)).status, { timeout: 10_000 }).toMatch(/used-up/);
  });

  it('find a full Redis to be no store', async () => {
    const client = await connectRedis(redis);
    await client.configSet('maxmemory', '1');
    await expect(servers[0]!.send(otpRequest)).rejects.toMatchObject({ code: 'server/store-unavailable' });
    await client.configSet('maxmemory', '0');
    expect(await servers[0]!.send(otpRequest)).toMatchObject({ status: 'sent' });
    client.destroy();
  });
});
