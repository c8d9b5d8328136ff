import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { FrameBench } from '../support/frame-bench.js';
import { useFrameBench } from '../support/use-frame-bench.js';

const { bench, workbench, openWorkbench } = useFrameBench();

const received = (guest: Frame) => guest.evaluate(() => window.guest.received);
describe('an operation that was not granted', () => {
  it('rejects with bridge/not-allowed, and the centre never sees it', async () => {
    await openWorkbench({ guests: [bench.policy({ operations: ['verification.result'] })] });
    const guest = await workbench.addGuest();
    const outcomes = await guest.evaluate(() => {
      const { outcome, support } = window.guest;
      const { connection } = support;
      return Promise.all([
        outcome(connection.request('agent.setReady', {})),
        outcome(support.clickToOutbound({ mediaType: 'audio', calledNum: '5550100' })),
        outcome(support.clickToOutbound({ mediaType: 'email', calledNum: 'ada@example.com' })),
      ]);
    });
    expect(outcomes).toMatchObject([
      { code: 'bridge/not-allowed' },
      { code: 'bridge/not-allowed' },
      { code: 'bridge/not-allowed' },
    ]);
    const offered = await guest.evaluate(() => {
      const { capabilities } = window.guest.support.connection;
      return [capabilities.has('agent.setReady'), capabilities.has('verification.result')];
    });
    expect(offered).toEqual([false, true]);
    expect(await workbench.requests()).toEqual([]);
  });

  it('is told apart from one that the centre does not have', async () => {
    await openWorkbench({ guests: [bench.policy({ operations: ['verification.proof'] })] });
    const guest = await workbench.addGuest();
    const outcome = await guest.evaluate(() =>
      window.guest.outcome(window.guest.support.getVerificationProof('RETAIL_OTP')),
    );
    expect(outcome).toMatchObject({ code: 'bridge/unsupported-operation' });
  });

  it('is judged anew at the next handshake, by the policy of then', async () => {
    await openWorkbench({ guests: [bench.policy({ operations: [] })] });
    const guest = await workbench.addGuest();
    const setReady = () =>
      guest.evaluate(() => window.guest.outcome(window.guest.support.connection.request('agent.setReady', {})));
    expect(await setReady()).toMatchObject({ code: 'bridge/not-allowed' });
    await workbench.page.evaluate(
      (guests) => {
        window.workbench.restart({ guests });
      },
      [bench.policy({ operations: ['agent.setReady'] })],
    );
    await guest.waitForFunction(() => window.guest.support.connection.capabilities.has('agent.setReady'));
    expect(await setReady()).toEqual({ value: undefined });
  });
});

describe('what was not granted does not leave the workbench', () => {
  /** A whole call with everything in it that a guest might not be meant to see. */
  async function playCall(): Promise<void> {
    await workbench.page.evaluate(() => {
      const { center, make } = window.workbench;
      const contact = make.contact('contact-1', { customerNumber: '5550100', callData: '{"secret":"call-data"}' });
      const call = make.call('call-1', 'contact-1');
      const verification = { contactId: 'contact-1', attempt: 1, startedAt: 1, result: 1 as const };
      center.emit(
        { type: 'contact.updated', contact },
        { type: 'focus.changed', focus: { contactId: 'contact-1' } },
        { type: 'call.updated', call },
        { type: 'agent.updated', agent: { ...make.agent, state: 'on-call' } },
        { type: 'verification.updated', verification: { ...verification, verifyTypeCode: 'RETAIL_OTP' } },
        { type: 'verification.updated', verification: { ...verification, verifyTypeCode: 'SECRET_CODE' } },
        { type: 'agent.conflict', workNo: '371' },
        { type: 'call.ended', call: { ...call, state: 'ended' } },
        { type: 'contact.ended', contact },
      );
    });
  }

  /** Everything that came over the port, at the start and after. */
  async function hear(more: Partial<Parameters<FrameBench['policy']>[0]>): Promise<{ types: string[]; text: string }> {
    await openWorkbench({ guests: [bench.policy(more)] });
    await workbench.page.evaluate(() => {
      const { center, make } = window.workbench;
      center.emit({ type: 'contact.updated', contact: make.contact('contact-0', { customerNumber: '5550999' }) });
    });
    const guest = await workbench.addGuest();
    await playCall();
    await guest.evaluate(() => window.guest.support.connection.request('snapshot', {}));
    const messages = (await received(guest)) as { type: string; event?: { type: string } }[];
    return { types: messages.flatMap(({ event }) => (event ? [event.type] : [])), text: JSON.stringify(messages) };
  }

  it('such as all events, with none granted', async () => {
    const { types, text } = await hear({ operations: [], events: [] });
    expect(types).toEqual([]);
    for (const secret of ['5550100', '5550999', 'call-data', 'gold', '371', 'contact-1', 'RETAIL_OTP', 'Ada']) {
      expect(text).not.toContain(secret);
    }
  });

  it('such as all of a contact but its id, for a page that only reads results', async () => {
    const { types, text } = await hear({ operations: ['verification.result'], events: [] });
    expect(new Set(types)).toEqual(new Set(['focus.changed']));
    expect(text).toContain('contact-1');
    for (const secret of ['5550100', 'call-data', '371', 'SECRET_CODE']) expect(text).not.toContain(secret);
  });

  it('such as codes outside of verifyTypeCodes, which are unknown to the guest', async () => {
    const { text } = await hear({ verifyTypeCodes: ['RETAIL_OTP'] });
    expect(text).toContain('RETAIL_OTP');
    expect(text).not.toContain('SECRET_CODE');
    const guest = workbench.page.frames()[1]!;
    expect(await guest.evaluate(() => window.guest.support.getVerifyResult('SECRET_CODE'))).toEqual({
      verifyResult: '',
    });
    expect((await workbench.requests()).map(({ input }) => input)).toEqual([]);
  });

  it('such as redacted phone numbers and call data', async () => {
    const { types, text } = await hear({ redact: ['phoneNumbers', 'callData'] });
    expect(types).toContain('call.updated');
    expect(text).toContain('***0100');
    for (const secret of ['5550100', '5550999', '88880011', 'call-data', 'gold']) expect(text).not.toContain(secret);
  });

  it('and an event that was granted comes whole', async () => {
    const { types, text } = await hear({});
    expect(types).toEqual([
      'contact.updated',
      'focus.changed',
      'call.updated',
      'agent.updated',
      'verification.updated',
      'verification.updated',
      'call.ended',
      'contact.ended',
    ]);
    expect(text).toContain('5550100');
    expect(text).toContain('call-data');
  });
});

describe('a payload that cannot be cloned', () => {
  it('rejects the call with bridge/uncloneable in the page, and nothing is sent', async () => {
    await openWorkbench();
    const guest = await workbench.addGuest();
    const outcome = await guest.evaluate(() => {
      const { outcome, support } = window.guest;
      const input = { force: (() => undefined) as never, node: document.body };
      return outcome(support.connection.request('agent.setReady', input as never));
    });
    expect(outcome).toMatchObject({ code: 'bridge/uncloneable', retryable: false });
    expect(await workbench.requests()).toEqual([]);
    expect(await guest.evaluate(() => window.guest.support.getVerifyResult('RETAIL_OTP'))).toEqual({
      verifyResult: '0',
    });
  });

  it('rejects it when it is the result, too', async () => {
    // A machine that is busy for seconds must not look like a link that is gone.
    await openWorkbench({ heartbeatMs: 60_000 });
    const guest = await workbench.addGuest();
    await workbench.page.evaluate(() => {
      window.workbench.center.answer('verification.processes', [
        { verifyTypeCode: 'RETAIL_OTP', name: () => 'One-time password' },
      ]);
    });
    const outcome = await guest.evaluate(() =>
      window.guest.outcome(window.guest.support.connection.request('verification.processes', {})),
    );
    expect(outcome).toMatchObject({ code: 'bridge/uncloneable' });
    expect(await guest.evaluate(() => window.guest.statuses)).toEqual(['open']);
  });
});

describe('a call in flight over the frame', () => {
  it('is acknowledged once when it has not settled within 50 ms, and not when it has', async () => {
    await openWorkbench();
    const guest = await workbench.addGuest();
    const ackCount = async () =>
      ((await received(guest)) as { type: string }[]).filter(({ type }) => type === 'ack').length;
    for (let times = 0; times < 5; times += 1) {
      await guest.evaluate(() => window.guest.support.getVerifyResult('RETAIL_OTP'));
    }
    expect(await ackCount()).toBe(0);
    await workbench.page.evaluate(() => window.workbench.center.hold('agent.setReady'));
    await guest.evaluate(() =>
      window.guest.begin('held', window.guest.support.connection.request('agent.setReady', {})),
    );
    await expect.poll(ackCount).toBe(1);
    await guest.waitForTimeout(300);
    expect(await ackCount()).toBe(1);
  });

  it('that is aborted tells the host, whose operation is aborted too', async () => {
    await openWorkbench();
    const guest = await workbench.addGuest();
    await workbench.page.evaluate(() => window.workbench.center.hold('agent.setReady'));
    const outcome = await guest.evaluate(async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const held = window.guest.outcome(window.guest.support.connection.request('agent.setReady', {}, { signal }));
      await window.guest.support.getVerifyResult('RETAIL_OTP'); // by then it has arrived
      controller.abort();
      return held;
    });
    expect(outcome).toMatchObject({ code: 'net/aborted' });
    await expect.poll(async () => (await workbench.requests())[0]?.aborted).toBe('net/aborted');
  });

  it('rejects with the code, words, context and cause that the centre gave', async () => {
    await openWorkbench();
    const guest = await workbench.addGuest();
    await workbench.page.evaluate(() => {
      const { sdk, center } = window.workbench;
      const cause = new sdk.AiccError('net/unreachable', 'The gateway is away');
      const error = new sdk.AiccError('call/wrong-state', 'Not now', {
        context: { state: 'held' },
        retryable: true,
        cause,
      });
      center.answer('agent.setReady', Promise.reject(error));
    });
    const outcome = await guest.evaluate(async () => {
      try {
        await window.guest.support.connection.request('agent.setReady', {});
        return 'resolved';
      } catch (error) {
        const { sdk } = window.guest;
        const { code, message, retryable, context, cause } = error as InstanceType<typeof sdk.AiccError>;
        return { is: sdk.isAiccError(error, 'call/wrong-state'), code, message, retryable, context, cause };
      }
    });
    expect(outcome).toMatchObject({
      is: true,
      code: 'call/wrong-state',
      message: 'Not now',
      retryable: true,
      context: { state: 'held' },
      cause: { name: 'net/unreachable', message: 'The gateway is away' },
    });
  });
});
