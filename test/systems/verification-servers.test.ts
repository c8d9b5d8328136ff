import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VerificationRecord } from '../../src/protocol/operations.js';
import { verifyVerificationProof } from '../../src/server/index.js';
import { memoryReplayStore } from '../../src/server/replay-store.js';
import { otpKey, wrongFor } from '../contracts/otp-contract.js';
import { startRedis, type RedisServer } from '../support/redis.js';
import { aSigningKey } from '../support/signing-key.js';
import { serveAgents, type ServedAgents } from '../support/served-agents.js';
import { startVerificationProcess, type VerificationProcess } from '../support/verification-processes.js';

// Real processes on a busy machine: each may have to wait for its turn.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const leaseMs = 4000;
const verifyTypeCode = 'RETAIL_OTP';
const audience = 'https://bank.example.com';
const signing = await aSigningKey();

let redis: RedisServer;
let agents: ServedAgents;
let servers: VerificationProcess[];

const start = async (workNo = '371'): Promise<VerificationProcess> => {
  const { baseUrl } = agents;
  const options = { url: redis.url, otpKey, signingKey: signing.key, center: baseUrl, workNo, leaseMs };
  const server = await startVerificationProcess(options);
  servers.push(server);
  return server;
};
const until = (what: () => unknown) => expect.poll(what, { timeout: 40_000, interval: 25 });
const record = async (server: VerificationProcess, index = 0): Promise<VerificationRecord | undefined> =>
  (await server.request('verification.records', {})).records[index];

/** A customer on the line, of whom all servers have heard. */
async function customer(): Promise<string> {
  const contactId = await agents.customer();
  const mine = servers.filter(({ workNo }) => workNo === '371');
  const contactsOf = async (server: VerificationProcess) =>
    (await server.request('snapshot', {})).snapshot.contacts.map(({ id }) => id);
  for (const server of mine) await until(() => contactsOf(server)).toContain(contactId);
  return contactId;
}

/** Starts the process, and answers up to the code. */
async function upToTheCode(server: VerificationProcess, contactId: string): Promise<{ code: string; id: string }> {
  const { prompts } = server;
  const before = prompts.length;
  await server.request('verification.start', { verifyTypeCode, contactId });
  const turns = ['no', 'by phone', 'yes'];
  for (const [index, text] of turns.entries()) {
    await until(() => prompts.length).toBeGreaterThan(before + index);
    await server.say(contactId, text);
  }
  await until(() => prompts.length).toBeGreaterThan(before + turns.length);
  return { code: server.codes.at(-1)!, id: server.challengeIds.at(-1)! };
}

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  servers = [];
  agents = await serveAgents();
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await agents.close();
  // A test may have left it dead; the next one begins with an empty one.
  await redis.restart();
});
afterAll(() => redis.stop());

describe('Two servers of a verification service on one Redis', () => {
  it('know the attempts, results and records of each other', async () => {
    const [one, other] = [await start(), await start()];
    const contactId = await customer();
    const { code } = await upToTheCode(one, contactId);
    await until(async () => (await other.verifications())[0]?.step).toBe('await-code');
    expect(await other.verifications()).toEqual(await one.verifications());
    expect(await other.result(contactId)).toBe('0');
    for (const each of [verifyTypeCode, 'RETAIL_ANI']) {
      const second = other.request('verification.start', { verifyTypeCode: each, contactId });
      await expect(second).rejects.toMatchObject({ code: 'verification/already-running' });
    }

    await one.say(contactId, code);
    await until(() => one.result(contactId)).toBe('1');
    expect(await other.result(contactId)).toBe('1');
    expect(await other.result(contactId, 'RETAIL_ANI')).toBe('1');
    await until(async () => (await other.verifications()).map(({ result }) => result)).toEqual([1, 1]);
    const { token } = await other.request('verification.proof', { verifyTypeCode, contactId, audience });
    const keys = { keys: [signing.publicKey] };
    const proof = { keys, audience, verifyTypeCode, contactId, level: 1 as const, replayStore: memoryReplayStore() };
    expect(await verifyVerificationProof(token, proof)).toMatchObject({ contactId, workNo: '371' });
    expect(await record(other)).toEqual(await record(one));
    expect((await record(one))?.steps.at(-1)).toMatchObject({ step: 'proof', outcome: audience });
    // A new attempt, wherever it begins, takes the result away everywhere.
    const again = await other.request('verification.start', { verifyTypeCode, contactId });
    expect(again).toEqual({ contactId, attempt: 2 });
    expect(await one.result(contactId)).toBe('0');
    const late = one.request('verification.proof', { verifyTypeCode, contactId, audience });
    await expect(late).rejects.toMatchObject({ code: 'verification/not-verified' });
  });

  it('begin one attempt of a contact, however many ask at once', async () => {
    const [one, other] = [await start(), await start()];
    const contactId = await customer();
    const asked = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? one : other).request('verification.start', {
          verifyTypeCode: index % 4 < 2 ? verifyTypeCode : 'RETAIL_ANI',
          contactId,
        }),
      ),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of asked.filter(({ status }) => status === 'rejected')) {
      expect(each).toMatchObject({ reason: { code: 'verification/already-running' } });
    }
    expect((await one.request('verification.records', {})).records).toHaveLength(1);
  });

  it('stop what the other one runs', async () => {
    const [one, other] = [await start(), await start()];
    const contactId = await customer();
    const { code } = await upToTheCode(one, contactId);
    await other.request('verification.cancel', { verifyTypeCode, contactId });
    // Nobody listens to the customer any more.
    await until(async () => (await one.verifications())[0]?.endedAt).toBeTypeOf('number');
    const spoken = one.prompts.length;
    await one.say(contactId, code);
    expect(one.prompts).toHaveLength(spoken);
    expect([await one.result(contactId), await other.result(contactId)]).toEqual(['0', '0']);
    expect(await record(other)).toMatchObject({ result: 0, failureReason: 'cancelled' });
    const again = await one.request('verification.start', { verifyTypeCode, contactId });
    expect(again.attempt).toBe(2);
  });

  it('let no agent read what another agent proved, but for who shares the call', async () => {
    const [one, other] = [await start(), await start('372')];
    const contactId = await customer();
    const { code } = await upToTheCode(one, contactId);
    await one.say(contactId, code);
    await until(() => one.result(contactId)).toBe('1');
    await agents.consult();
    await until(() => other.result(contactId)).toBe('1');
    await agents.transfer();
    await until(() => other.result(contactId)).toBe('0');
    const proof = other.request('verification.proof', { verifyTypeCode, contactId, audience });
    await expect(proof).rejects.toMatchObject({ code: 'verification/not-verified' });
  });

  it('change processes without undoing each other', async () => {
    const [one, other] = [await start(), await start()];
    const create = (server: VerificationProcess, code: string) =>
      server.request('verification.configure', {
        action: 'create',
        process: { verifyTypeCode: code, name: code, flow: 'retail-authentication', requiredLevel: 0 },
      });
    await Promise.all([create(one, 'ONE'), create(other, 'TWO'), create(one, 'THREE'), create(other, 'FOUR')]);
    await one.request('verification.configure', { action: 'enable', verifyTypeCode: 'TWO' });
    const codes = async (server: VerificationProcess) =>
      (await server.request('verification.processes', {})).map((process) => process.verifyTypeCode);
    expect(await codes(other)).toContain('TWO');
    await Promise.all([one.kill(), other.kill()]);
    const { processes } = await (await start()).request('verification.configure', { action: 'list' });
    const all = processes.map((process) => process.verifyTypeCode).sort();
    expect(all).toEqual(['FOUR', 'ONE', 'RETAIL_ANI', 'RETAIL_OTP', 'THREE', 'TWO']);
  });
});

describe('A server that is killed while a customer is asked', () => {
  it('loses no record, and leaves an attempt that ends abnormal, on every server', async () => {
    const [dying, other] = [await start(), await start()];
    const contactId = await customer();
    const { code, id } = await upToTheCode(dying, contactId);
    await dying.say(contactId, wrongFor(code));
    await until(() => dying.prompts.length).toBeGreaterThan(4);
    const told = dying.updates.flatMap(({ step }) => step ?? []);
    await dying.kill();

    // All that anybody was told is written, and nobody reads a success meanwhile.
    const steps = (await record(other))?.steps.map(({ step }) => step);
    expect(told).toContain('await-code');
    expect(steps).toEqual(expect.arrayContaining(told));
    expect(await other.result(contactId)).toBe('0');
    const early = other.request('verification.start', { verifyTypeCode, contactId });
    await expect(early).rejects.toMatchObject({ code: 'verification/already-running' });

    await until(() => other.result(contactId)).toBe('3');
    const abnormal = { result: 3, failureReason: 'server_lost', endedAt: expect.any(Number) as number };
    expect(await record(other)).toMatchObject(abnormal);
    await until(async () => (await other.verifications())[0]).toMatchObject({ result: 3 });
    // The code that the customer still has proves nothing: not for that attempt, and not twice.
    const answers = await Promise.all(Array.from({ length: 5 }, () => other.verifyCode({ challengeId: id, code })));
    expect(answers.filter(({ status }) => status === 'right').length).toBeLessThanOrEqual(1);
    expect(await other.result(contactId)).toBe('3');

    const restarted = await start();
    await until(async () => (await restarted.verifications())[0]).toMatchObject({ result: 3 });
    expect(await restarted.result(contactId)).toBe('3');
    expect(await record(restarted)).toEqual(await record(other));
    const proof = restarted.request('verification.proof', { verifyTypeCode, contactId, audience });
    await expect(proof).rejects.toMatchObject({ code: 'verification/not-verified' });
    // The next attempt is as good as any.
    const next = await upToTheCode(restarted, contactId);
    await restarted.say(contactId, next.code);
    await until(() => other.result(contactId)).toBe('1');
    expect(await record(other)).toMatchObject({ result: 1, attempt: 2 });
    expect(await record(other, 1)).toMatchObject(abnormal);
  });

  it('has used up the right code, though nobody heard that it was right', async () => {
    const [dying, other] = [await start(), await start()];
    const contactId = await customer();
    await dying.holdRightAnswers();
    const { code, id } = await upToTheCode(dying, contactId);
    await dying.say(contactId, code);
    await until(() => dying.held).toEqual([id]);
    await dying.kill();
    expect(await other.verifyCode({ challengeId: id, code })).toEqual({ status: 'used-up' });
    expect(await other.result(contactId)).toBe('0');
    await until(() => other.result(contactId)).toBe('3');
    expect(await record(other)).toMatchObject({ result: 3, failureReason: 'server_lost' });
  });

  it('is swept by the next one, where there was no other', async () => {
    const dying = await start();
    const contactId = await customer();
    await upToTheCode(dying, contactId);
    await dying.kill();
    const next = await start();
    expect(await next.result(contactId)).toMatch(/[03]/);
    await until(() => next.result(contactId)).toBe('3');
    expect(await record(next)).toMatchObject({ result: 3, failureReason: 'server_lost' });
  });
});

describe('A server that stands still for longer than its lease', () => {
  it('has no success when it goes on', async () => {
    const [slow, other] = [await start(), await start()];
    const contactId = await customer();
    const { code } = await upToTheCode(slow, contactId);
    slow.freeze();
    await until(() => other.result(contactId)).toBe('3');
    const heard = slow.say(contactId, code);
    slow.thaw();
    await heard;
    await until(async () => (await slow.verifications())[0]?.endedAt).toBeTypeOf('number');
    expect([await slow.result(contactId), await other.result(contactId)]).toEqual(['3', '3']);
    expect(slow.updates.filter(({ result }) => result === 1)).toEqual([]);
    expect(await record(other)).toMatchObject({ result: 3, failureReason: 'server_lost' });
  });
});

describe('When Redis is gone', () => {
  it('an attempt ends abnormal, and nothing hangs', async () => {
    const [one, other] = [await start(), await start()];
    const contactId = await customer();
    const { code } = await upToTheCode(one, contactId);
    await redis.kill();
    await one.say(contactId, code);
    await until(() => one.result(contactId)).toBe('3');
    expect(one.updates.filter(({ result }) => result === 1)).toEqual([]);
    const refused = { code: 'server/store-unavailable' };
    await expect(other.request('verification.start', { verifyTypeCode, contactId })).rejects.toMatchObject(refused);
    await expect(other.request('verification.records', {})).rejects.toMatchObject(refused);
    await redis.restart();
    await until(() => other.request('verification.start', { verifyTypeCode, contactId }).catch(() => 'down')).toEqual(
      expect.objectContaining({ contactId }),
    );
    expect(await one.result(contactId)).not.toBe('1');
  });

  it('a success is none that anybody may rely on', async () => {
    const one = await start();
    const contactId = await customer();
    const { code } = await upToTheCode(one, contactId);
    await one.say(contactId, code);
    await until(() => one.result(contactId)).toBe('1');
    await redis.kill();
    const refused = { code: 'server/store-unavailable' };
    await expect(one.result(contactId)).rejects.toMatchObject(refused);
    const proof = one.request('verification.proof', { verifyTypeCode, contactId, audience });
    await expect(proof).rejects.toMatchObject(refused);
  });

  it('nothing hangs where it only hangs', async () => {
    const one = await start();
    const contactId = await customer();
    const { code } = await upToTheCode(one, contactId);
    redis.freeze();
    await one.say(contactId, code);
    await until(async () => (await one.verifications())[0]?.result).toBe(3);
    redis.thaw();
    expect(one.updates.filter(({ result }) => result === 1)).toEqual([]);
    await until(() => one.result(contactId)).toBe('3');
  });
});

describe('A Redis that keeps its files', () => {
  it('has every record after it was killed', async () => {
    await redis.restart({ keep: true });
    const one = await start();
    const contactId = await customer();
    const { code } = await upToTheCode(one, contactId);
    await one.say(contactId, code);
    await until(() => one.result(contactId)).toBe('1');
    const before = await record(one);
    await redis.kill();
    await redis.restart({ keep: true });
    await until(() => record(one).catch(() => undefined)).toEqual(before);
    expect(await one.result(contactId)).toBe('1');
  });
});
