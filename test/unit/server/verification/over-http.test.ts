import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../../src/connection/connect.js';
import type { Connection } from '../../../../src/connection/connection.js';
import type { Verification } from '../../../../src/protocol/entities.js';
import { checkVerificationOutput } from '../../../../src/protocol/verification-outputs.js';
import { memoryReplayStore } from '../../../../src/server/replay-store.js';
import { verifyVerificationProof } from '../../../../src/server/verification/verify-proof.js';
import { httpTransport } from '../../../../src/transports/http.js';
import { rejectionOf } from '../../../support/rejection.js';
import { asPage } from '../../../support/served-center.js';
import { sayAll, serveVerification, type ServedVerification } from '../../../support/served-verification.js';

const bank = 'https://bank.example.com';
const crm = 'https://crm.example.com';
const otp = { verifyTypeCode: 'RETAIL_OTP' };

let served: ServedVerification;
let pages: Connection[];

beforeEach(async () => {
  served = await serveVerification([bank, crm]);
  pages = [];
});
afterEach(async () => {
  for (const each of pages) await each.close();
  await served.close();
});

/** A page of an agent: Node names no origin by itself, a browser does. */
async function page(workNo = '371', origin = bank): Promise<Connection> {
  const connection = await connect(
    httpTransport({ baseUrl: served.baseUrl, getToken: async () => workNo, fetch: asPage(origin) }),
  );
  pages.push(connection);
  return connection;
}

const until = (isDone: () => boolean) => expect.poll(isDone, { timeout: 20_000, interval: 5 }).toBe(true);
const resultOf = async (connection: Connection) => (await connection.request('verification.result', otp)).verifyResult;

/** Without the SDK: what anybody can send who has a token. */
async function post(operation: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${served.baseUrl}/operations/${operation}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      authorization: 'Bearer 371',
      origin: bank,
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { error?: { code: string }; token?: string } };
}

describe('the verification service over HTTP', () => {
  it('runs a process step by step, told to every page of the agent, and gives the result', async () => {
    const [one, other] = [await page(), await page()];
    const steps: (string | undefined)[] = [];
    const told: Verification[] = [];
    other.subscribe((event) => {
      if (event.type !== 'verification.updated') return;
      steps.push(event.verification.step);
      told.push(event.verification);
    });
    const customer = await served.customer();
    await until(() => one.snapshot().focus.contactId === customer.contactId);
    expect(await one.request('verification.processes', {})).toEqual([
      { verifyTypeCode: 'RETAIL_ANI', name: 'Number' },
      { verifyTypeCode: 'RETAIL_OTP', name: 'Code' },
    ]);
    expect(await resultOf(one)).toBe('0');
    const started = await one.request('verification.start', otp);
    expect(started).toEqual({ contactId: customer.contactId, attempt: 1 });
    expect((await rejectionOf(other.request('verification.start', otp))).code).toBe('verification/already-running');
    await sayAll(customer, served.codes, until);
    await until(() => told.some(({ verifyTypeCode, result }) => verifyTypeCode === 'RETAIL_OTP' && result === 1));
    expect(await resultOf(one)).toBe('1');
    expect(steps).toEqual(
      expect.arrayContaining(['confirm-profile', 'choose-channel', 'confirm-channel', 'await-code']),
    );
    expect(other.snapshot().verifications).toMatchObject([{ result: 1 }, { result: 1 }]);
    // What comes later sees it too.
    expect((await page()).snapshot().verifications).toEqual(other.snapshot().verifications);
    for (const secret of [...served.codes, '2025550000', 'john@', 'account-7']) {
      expect(JSON.stringify(told)).not.toContain(secret);
    }
  });

  it('cancels, and a repeat of a request starts nothing twice', async () => {
    const connection = await page();
    const customer = await served.customer();
    const key = { 'idempotency-key': crypto.randomUUID() };
    const both = [await post('verification.start', otp, key), await post('verification.start', otp, key)];
    expect(both[1]).toEqual(both[0]);
    expect(both[0]).toMatchObject({ status: 200, body: { contactId: customer.contactId, attempt: 1 } });
    await until(() => customer.prompts.length > 0);
    await connection.request('verification.cancel', otp);
    await until(() => connection.snapshot().verifications[0]?.endedAt !== undefined);
    expect(await resultOf(connection)).toBe('0');
    expect((await rejectionOf(connection.request('verification.cancel', otp))).code).toBe('verification/not-running');
  });

  it('ends an attempt as abnormal when the customer hangs up', async () => {
    const connection = await page();
    const customer = await served.customer();
    await connection.request('verification.start', otp);
    await until(() => customer.prompts.length > 0);
    customer.hangUp();
    await until(() => connection.snapshot().verifications[0]?.result === 3);
  });

  it('gives proofs for the origin of the page that asks', async () => {
    const connection = await page();
    const customer = await served.customer();
    expect((await rejectionOf(connection.request('verification.proof', otp))).code).toBe('verification/not-verified');
    await connection.request('verification.start', otp);
    await sayAll(customer, served.codes, until);
    await until(() => connection.snapshot().verifications[0]?.result === 1);
    const { token } = await connection.request('verification.proof', otp);
    const replayStore = memoryReplayStore();
    const options = { keys: served.keys(), verifyTypeCode: 'RETAIL_OTP', replayStore };
    const refused = await rejectionOf(verifyVerificationProof(token, { ...options, audience: crm }));
    expect(refused.code).toBe('verification/proof-wrong-audience');
    const { contactId, level, workNo } = await verifyVerificationProof(token, { ...options, audience: bank });
    expect({ contactId, level, workNo }).toEqual({ contactId: customer.contactId, level: 1, workNo: '371' });
    const other = await page('371', crm);
    expect(decodeJwt((await other.request('verification.proof', otp)).token).aud).toBe(crm);

    // Past the SDK there is nothing either: no origin, another's token, none.
    expect(await post('verification.proof', otp, { origin: 'https://evil.example.com' })).toMatchObject({
      status: 403,
    });
    const stranger = await post('verification.proof', otp, { authorization: 'Bearer nobody' });
    expect(stranger).toMatchObject({ status: 401, body: { error: { code: 'auth/token-rejected' } } });
    const colleague = await post(
      'verification.proof',
      { ...otp, contactId: customer.contactId },
      { authorization: 'Bearer 373' },
    );
    expect(colleague.body.error?.code).toBe('verification/not-verified');
    expect(colleague.body.token).toBeUndefined();
  });

  it('holds named audiences to those that the service gives proofs to', async () => {
    await served.close();
    served = await serveVerification([bank, crm], { proofAudiences: [bank] });
    const connection = await page('371', crm);
    const customer = await served.customer();
    await connection.request('verification.start', otp);
    await sayAll(customer, served.codes, until);
    await until(() => connection.snapshot().verifications[0]?.result === 1);
    expect((await rejectionOf(connection.request('verification.proof', otp))).code).toBe('auth/forbidden');
    // As a workbench does for its guest.
    const { token } = await connection.request('verification.proof', { ...otp, audience: bank });
    expect(decodeJwt(token).aud).toBe(bank);
  });

  it('opens records by page and query, and the configuration, to the administrator', async () => {
    const administrator = await page('900', crm);
    for (const workNo of ['371', '373', '371']) {
      const agent = await page(workNo);
      const customer = await served.customer(workNo);
      await agent.request('verification.start', { ...otp, contactId: customer.contactId });
      await agent.request('verification.cancel', { ...otp, contactId: customer.contactId });
      customer.hangUp();
    }
    const read = async (query: object) =>
      checkVerificationOutput('verification.records', await administrator.request('verification.records', query));
    const first = await read({ limit: 2 });
    expect(first.records.map(({ workNo }) => workNo)).toEqual(['371', '373']);
    const { records, cursor } = await read({ limit: 2, cursor: first.cursor });
    expect(records.map(({ workNo }) => workNo)).toEqual(['371']);
    expect(cursor).toBeUndefined();
    expect((await read({ workNo: '371' })).records).toHaveLength(2);
    expect((await read({ result: 1 })).records).toEqual([]);
    expect((await rejectionOf(read({ limit: 201 }))).code).toBe('server/bad-request');
    // Another agent reads their own.
    const own = await (await page('373')).request('verification.records', {});
    expect(own.records.map(({ workNo }) => workNo)).toEqual(['373']);

    const process = { verifyTypeCode: 'NEW', name: 'New', flow: 'retail-authentication', requiredLevel: 0 as const };
    await administrator.request('verification.configure', { action: 'create', process });
    const enabled = await administrator.request('verification.configure', { action: 'enable', verifyTypeCode: 'NEW' });
    expect(checkVerificationOutput('verification.configure', enabled).processes).toContainEqual({
      ...process,
      enabled: true,
    });
    const agent = await page();
    expect((await agent.request('verification.processes', {})).map(({ name }) => name)).toContain('New');
    const edit = administrator.request('verification.configure', { action: 'update', verifyTypeCode: 'NEW', process });
    expect((await rejectionOf(edit)).code).toBe('verification/process-enabled');
  });

  it('shows an agent without the permissions no capability, and refuses what is asked all the same', async () => {
    const may = {
      '371': ['processes', 'start', 'cancel'],
      '372': [],
      '373': ['processes', 'start', 'cancel', 'records'],
      '900': ['processes', 'start', 'cancel', 'records', 'configure'],
    } as const;
    for (const [workNo, allowed] of Object.entries(may)) {
      const { capabilities } = await page(workNo);
      for (const name of ['processes', 'start', 'cancel', 'records', 'configure'] as const) {
        const isAllowed = (allowed as readonly string[]).includes(name);
        expect(capabilities.has(`verification.${name}`), `${workNo} ${name}`).toBe(isAllowed);
        if (isAllowed) continue;
        const answer = await post(
          `verification.${name}`,
          { ...otp, action: 'list' },
          { authorization: `Bearer ${workNo}` },
        );
        expect(answer, `${workNo} ${name}`).toMatchObject({ status: 403, body: { error: { code: 'auth/forbidden' } } });
        expect(JSON.stringify(answer.body)).not.toContain('records":');
      }
      expect(capabilities.has('verification.result')).toBe(true);
    }
  });
});
