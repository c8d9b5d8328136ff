import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../../src/errors.js';
import type { Verification } from '../../../../src/protocol/entities.js';
import { memoryVerificationStore, type VerificationStore } from '../../../../src/server/verification/store.js';
import type { FlowOutcome, VerificationFlow } from '../../../../src/verification/flow/flow.js';
import { errorOf, rejectionOf } from '../../../support/rejection.js';
import { createVerificationService } from '../../../../src/server/verification/service.js';
import { administrator, aService, processes, verified } from './a-service.js';

const otp = { verifyTypeCode: 'RETAIL_OTP' };

describe('a process on a contact', () => {
  it('runs turn by turn, is told step by step, and gives a result', async () => {
    const { agent, customer, otp: codes, resultOf } = await aService();
    const told: Verification[] = [];
    agent.subscribe((event) => {
      if (event.type !== 'verification.updated') return;
      told.push(event.verification);
      expect(agent.snapshot().verifications).toContainEqual(event.verification);
    });
    const { contactId, say } = await customer();
    expect(await agent.request('verification.processes', {})).toEqual([
      { verifyTypeCode: 'RETAIL_ANI', name: 'Number' },
      { verifyTypeCode: 'RETAIL_OTP', name: 'Code' },
    ]);
    expect(await resultOf('RETAIL_OTP')).toBe('0');
    expect(await agent.request('verification.start', otp)).toEqual({ contactId, attempt: 1 });
    await say('no', 'by phone', 'yes');
    expect(await resultOf('RETAIL_OTP')).toBe('0');
    await say(codes.codes[0]!);
    expect(await resultOf('RETAIL_OTP')).toBe('1');
    const steps = told.filter((each) => each.verifyTypeCode === 'RETAIL_OTP').map(({ step, result }) => step ?? result);
    expect(steps).toEqual([
      0,
      'lookup',
      'confirm-profile',
      'choose-channel',
      'confirm-channel',
      'sending',
      'await-code',
      'succeeded',
      1,
    ]);
    expect(agent.snapshot().verifications).toMatchObject([
      { verifyTypeCode: 'RETAIL_OTP', result: 1 },
      { verifyTypeCode: 'RETAIL_ANI', result: 1 },
    ]);
  });

  it('of a higher level satisfies one of a lower level, and not the other way round', async () => {
    const { agent, customer, resultOf } = await aService();
    const { say } = await customer();
    await agent.request('verification.start', { verifyTypeCode: 'RETAIL_ANI' });
    await say('no');
    expect(await resultOf('RETAIL_ANI')).toBe('1');
    expect(await resultOf('RETAIL_OTP')).toBe('0');
    const whole = await verified();
    expect(await whole.resultOf('RETAIL_ANI')).toBe('1');
  });

  it('that begins while a success is written down for its code is not taken for that success', async () => {
    const memory = memoryVerificationStore();
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const store: VerificationStore = {
      ...memory,
      async append(entry) {
        if (entry.type === 'noted') await gate;
        await memory.append(entry);
      },
    };
    let finish: (outcome: FlowOutcome) => void = () => undefined;
    const flow: VerificationFlow = {
      name: 'retail-authentication',
      run: async ({ requiredLevel }) =>
        requiredLevel === 1 ? { result: 1, level: 1 } : new Promise((resolve) => (finish = resolve)),
    };
    const { agent, customer, resultOf, settle } = await aService({ store, flows: [flow] });
    await customer();
    await agent.request('verification.start', otp);
    await settle();
    await agent.request('verification.start', { verifyTypeCode: 'RETAIL_ANI' });
    letGo();
    await settle();
    expect(await resultOf('RETAIL_ANI')).toBe('0');
    finish({ result: 2 });
    await settle();
    expect([await resultOf('RETAIL_ANI'), await resultOf('RETAIL_OTP')]).toEqual(['2', '1']);
  });

  it('never lets a recognised number reach level 1 without the code', async () => {
    const { agent, customer, resultOf, otp: codes } = await aService();
    const { say } = await customer();
    await agent.request('verification.start', otp);
    await say('no', 'by phone', 'yes', '000000', '000000', '000000');
    expect(codes.wrong).toBe(3);
    expect(await resultOf('RETAIL_OTP')).toBe('2');
    expect(await resultOf('RETAIL_ANI')).toBe('0');
  });

  it('is reset by a new attempt, which asks for the code again', async () => {
    const { agent, resultOf, theCustomer, clock, otp: codes } = await verified();
    await clock.advance(60_000);
    expect(await agent.request('verification.start', otp)).toMatchObject({ attempt: 2 });
    expect(await resultOf('RETAIL_OTP')).toBe('0');
    await theCustomer.say('no', 'by phone', 'yes', codes.codes[0]!);
    expect(await resultOf('RETAIL_OTP')).toBe('0');
    await theCustomer.say(codes.codes[1]!);
    expect(await resultOf('RETAIL_OTP')).toBe('1');
  });

  it('can be cancelled, and started anew', async () => {
    const { agent, customer, resultOf } = await aService();
    await customer();
    await agent.request('verification.start', otp);
    expect((await rejectionOf(agent.request('verification.start', otp))).code).toBe('verification/already-running');
    const other = rejectionOf(agent.request('verification.start', { verifyTypeCode: 'RETAIL_ANI' }));
    expect((await other).code).toBe('verification/already-running');
    await agent.request('verification.cancel', otp);
    expect(await resultOf('RETAIL_OTP')).toBe('0');
    expect((await rejectionOf(agent.request('verification.cancel', otp))).code).toBe('verification/not-running');
    expect(await agent.request('verification.start', otp)).toMatchObject({ attempt: 2 });
  });

  it('is abnormal when the customer hangs up, and a result is over with the contact', async () => {
    const { agent, customer, resultOf, clock, settle } = await aService();
    const { call } = await customer();
    await agent.request('verification.start', otp);
    call.hangUp();
    await settle();
    expect(await resultOf('RETAIL_OTP')).toBe('3');
    await clock.advance(31_000);
    expect(agent.snapshot().verifications).toEqual([]);
    expect(await resultOf('RETAIL_OTP')).toBe('0');
  });

  it('is refused without a contact, an answered call, or a process', async () => {
    const { agent, center, settle } = await aService();
    expect((await rejectionOf(agent.request('verification.start', otp))).code).toBe('verification/no-contact');
    center.callIn({ callerNum: '+12025550000', calledNum: '88880011', workNo: '371' });
    await settle();
    expect((await rejectionOf(agent.request('verification.start', otp))).code).toBe('call/wrong-state');
    for (const verifyTypeCode of ['DRAFT', 'OTHER']) {
      const error = await rejectionOf(agent.request('verification.start', { verifyTypeCode }));
      expect(error.code).toBe('verification/unknown-code');
    }
    const elsewhere = { ...otp, contactId: 'contact-99' };
    expect((await rejectionOf(agent.request('verification.start', elsewhere))).code).toBe('call/not-found');
  });
});

describe('a result', () => {
  it('expires half an hour after its attempt, but not while a call is live', async () => {
    const { clock, resultOf, center, theCustomer } = await verified();
    await clock.advance(3_600_000);
    expect(await resultOf('RETAIL_OTP')).toBe('1');
    theCustomer.call.hangUp();
    await clock.advance(0);
    expect(await resultOf('RETAIL_OTP')).toBe('0');
    expect(center.snapshot('371').contacts).toHaveLength(1);
  });

  it.each([
    [false, '0'],
    [true, '1'],
  ] as const)(
    'is the next agent’s after a transfer only where they inherit it (%s)',
    async (inheritOnTransfer, read) => {
      const { agent, attach, clock, theCustomer } = await verified({ inheritOnTransfer });
      const next = await attach('372');
      await next.request('agent.signIn', {});
      await agent.request('call.transfer', { to: '372', mode: 'on-answer' });
      await clock.advance(0);
      await next.request('call.answer', {});
      await clock.advance(0);
      const reading = await next.request('verification.result', { ...otp, contactId: theCustomer.contactId });
      expect(reading).toMatchObject({ verifyResult: read });
      expect(next.snapshot().verifications.find((each) => each.verifyTypeCode === 'RETAIL_OTP')?.result).toBe(
        Number(read),
      );
    },
  );
});

describe('the record', () => {
  it('has every step, with what is secret masked or absent', async () => {
    const { agent, otp: codes, logged } = await verified();
    const { records } = await agent.request('verification.records', {});
    expect(records).toMatchObject([
      {
        verifyTypeCode: 'RETAIL_OTP',
        workNo: '371',
        customerNumber: '+*******0000',
        customerKey: 'account-7',
        requiredLevel: 1,
        level: 1,
        channel: 'phone',
        result: 1,
      },
    ]);
    expect(records[0]?.steps.map(({ step }) => step)).toEqual([
      'started',
      'lookup',
      'confirm-profile',
      'choose-channel',
      'confirm-channel',
      'sending',
      'await-code',
      'await-code',
      'succeeded',
      'ended',
      'satisfies',
    ]);
    const all = JSON.stringify([records, logged]);
    for (const secret of [...codes.codes, '2025550000', 'john@']) expect(all).not.toContain(secret);
  });

  it('that cannot be begun starts nothing', async () => {
    const store = {
      ...memoryVerificationStore(),
      append: () => Promise.reject(new AiccError('server/store-unavailable')),
    };
    const { agent, customer, resultOf } = await aService({ store });
    const { call } = await customer();
    expect((await rejectionOf(agent.request('verification.start', otp))).code).toBe('server/store-unavailable');
    expect(call.prompts).toEqual([]);
    expect(await resultOf('RETAIL_OTP')).toBe('0');
  });

  it.each(['step', 'ended'] as const)(
    'that cannot be continued at "%s" makes it abnormal, never successful',
    async (type) => {
      const memory = memoryVerificationStore();
      let isDown = false;
      const {
        agent,
        customer,
        resultOf,
        otp: codes,
      } = await aService({
        store: {
          ...memory,
          append: (entry) =>
            isDown && (entry.type === type || type === 'step')
              ? Promise.reject(new AiccError('server/store-unavailable'))
              : memory.append(entry),
        },
      });
      const { say } = await customer();
      await agent.request('verification.start', otp);
      await say('no', 'by phone', 'yes');
      isDown = true;
      await say(codes.codes[0]!);
      expect(await resultOf('RETAIL_OTP')).toBe('3');
    },
  );
});

describe('the permissions', () => {
  it('hide what they do not allow, and refuse it', async () => {
    const { agent, customer } = await aService({}, { permissions: [] });
    await customer();
    for (const name of ['processes', 'start', 'cancel', 'records', 'configure'] as const) {
      const operation = `verification.${name}` as const;
      expect(agent.capabilities.has(operation), operation).toBe(false);
      const input = { ...otp, action: 'list' } as never;
      expect((await rejectionOf(agent.request(operation, input))).code).toBe('auth/forbidden');
    }
    expect(agent.capabilities.has('verification.result')).toBe(true);
    expect(agent.capabilities.has('call.hold')).toBe(true);
  });

  it('are asked anew each time', async () => {
    let role = administrator;
    const { agent } = await aService({}, () => role);
    expect(agent.capabilities.has('verification.configure')).toBe(true);
    role = { permissions: [] };
    expect(agent.capabilities.has('verification.configure')).toBe(false);
  });

  it('open all records to the administrator, and to others their own', async () => {
    const { agent, attach } = await verified();
    const other = await attach('372', { permissions: ['identity-authentication.records'] });
    expect((await agent.request('verification.records', {})).records).toHaveLength(1);
    expect((await other.request('verification.records', {})).records).toEqual([]);
    expect((await other.request('verification.records', { workNo: '371' })).records).toEqual([]);
    const own = await attach('371', { permissions: ['identity-authentication.records'] });
    expect((await own.request('verification.records', {})).records).toHaveLength(1);
  });
});

describe('the configuration', () => {
  it('is the administrator’s: new, enabled, run, saved', async () => {
    const { agent, store, customer } = await aService();
    const process = { verifyTypeCode: 'NEW', name: 'New', flow: 'retail-authentication', requiredLevel: 0 as const };
    const created = await agent.request('verification.configure', { action: 'create', process });
    expect(created.flows).toEqual(['retail-authentication']);
    expect(created.processes).toHaveLength(4);
    await customer();
    const start = (): Promise<unknown> => agent.request('verification.start', { verifyTypeCode: 'NEW' });
    expect((await rejectionOf(start())).code).toBe('verification/unknown-code');
    await agent.request('verification.configure', { action: 'enable', verifyTypeCode: 'NEW' });
    await start();
    expect(await store.loadProcesses()).toHaveLength(4);
    const again = await aService({ store });
    const names = (await again.agent.request('verification.processes', {})).map(({ verifyTypeCode }) => verifyTypeCode);
    expect(names).toContain('NEW');
  });

  it('that cannot be saved is not changed', async () => {
    const store = {
      ...memoryVerificationStore(),
      saveProcesses: () => Promise.reject(new AiccError('server/store-unavailable')),
    };
    const { agent } = await aService({ store });
    const change = { action: 'disable', verifyTypeCode: 'RETAIL_OTP' } as const;
    expect((await rejectionOf(agent.request('verification.configure', change))).code).toBe('server/store-unavailable');
    expect(await agent.request('verification.processes', {})).toHaveLength(2);
  });

  it('is checked at the start', () => {
    const wrong = [{ ...processes[0]!, flow: 'nobody' }];
    expect(errorOf(() => createVerificationService({ flows: [], processes: wrong })).code).toBe(
      'verification/invalid-process',
    );
  });
});

describe('an attached connection', () => {
  it('passes everything else on, with its own verifications in the snapshot', async () => {
    const { agent, customer } = await aService();
    const { contactId } = await customer();
    await agent.request('verification.start', otp);
    const { snapshot } = await agent.request('snapshot', {});
    expect(snapshot).toBe(agent.snapshot());
    expect(snapshot.verifications).toMatchObject([{ contactId, verifyTypeCode: 'RETAIL_OTP' }]);
    expect(agent.snapshot()).toBe(agent.snapshot());
  });

  it('gives up in time when the store hangs', async () => {
    const store = { ...memoryVerificationStore(), search: () => new Promise<never>(() => undefined) };
    const { agent, clock } = await aService({ store });
    const asked = rejectionOf(agent.request('verification.records', {}, { timeoutMs: 500 }));
    await clock.advance(500);
    expect((await asked).code).toBe('net/timeout');
  });

  it('lets the attempts of a closed one end', async () => {
    const { agent, customer, store } = await aService();
    await customer();
    await agent.request('verification.start', otp);
    await agent.close();
    const [record] = (await store.search({})).records;
    expect(record).toMatchObject({ result: 3, failureReason: 'hangup' });
  });
});
