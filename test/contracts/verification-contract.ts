import { expect, it, vi } from 'vitest';
import { contract } from './center-driver.js';
import type { ConnectionHarness } from './connection-contract.js';
import { codeOf, converged, eventually, resultOf, ring, settled, signIn, talk, verify } from './contract-steps.js';

/** Whose result it is, and how long. */
export function verificationContract(harness: () => ConnectionHarness): void {
  const { otpCode, aniCode, disabledCode } = contract;

  it('lists the processes that can be started', async () => {
    const processes = await harness().connection.request('verification.processes', {});
    expect(processes).toEqual([
      { verifyTypeCode: otpCode, name: 'One-time password' },
      { verifyTypeCode: aniCode, name: 'Calling number' },
    ]);
  });

  it.each(['NO_SUCH_CODE', disabledCode])('reads the code %s as invalid and does not start it', async (code) => {
    const { connection } = harness();
    await signIn(harness());
    await talk(harness());
    expect(await resultOf(harness(), code)).toBe('');
    const start = connection.request('verification.start', { verifyTypeCode: code });
    expect(await codeOf(harness(), start)).toBe('verification/unknown-code');
  });

  it('reads 0 without a contact, and starts nothing', async () => {
    const { connection } = harness();
    await signIn(harness());
    const reading = await connection.request('verification.result', { verifyTypeCode: otpCode });
    expect(reading).toEqual({ verifyTypeCode: otpCode, verifyResult: '0', epoch: connection.snapshot().epoch });
    const start = connection.request('verification.start', { verifyTypeCode: otpCode });
    expect(await codeOf(harness(), start)).toBe('verification/no-contact');
  });

  it('is 0 before and while the flow runs, which asks the customer and the API, and 1 afterwards', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const { callId, contactId } = await talk(harness(), '5550100', '{"tier":"gold","verifyWorkNo":"999"}');
    expect(await resultOf(harness(), otpCode)).toBe('0');
    await center.apiAnswers({ body: '{"calldata":{"data":{"verifyResult":"1","verifyReturn1":"r1"}}}' });
    const started = await connection.request('verification.start', { verifyTypeCode: otpCode });
    expect(started).toEqual({ contactId, attempt: 1 });
    await eventually(harness(), async () => {
      expect(await center.customerPrompts(callId)).toEqual(['Please enter your code']);
    });
    expect(await resultOf(harness(), otpCode)).toBe('0');
    const again = connection.request('verification.start', { verifyTypeCode: otpCode });
    expect(await codeOf(harness(), again)).toBe('verification/already-running');

    await center.customerDigits(callId, '123');
    expect(await center.apiRequests()).toEqual([]);
    await center.customerDigits(callId, '456');
    await eventually(harness(), async () => expect(await resultOf(harness(), otpCode)).toBe('1'));
    expect(await center.apiRequests()).toEqual([
      {
        calldata: {
          tier: 'gold',
          otp: '123456',
          verifyServiceNo: contract.serviceNumber,
          verifyWorkNo: contract.agent,
        },
      },
    ]);
    await converged(harness());
    const reading = await connection.request('verification.result', { verifyTypeCode: otpCode });
    expect(reading).toMatchObject({ contactId, epoch: connection.snapshot().epoch });
    expect(JSON.stringify([connection.snapshot(), await center.records()])).not.toContain('123456');
    expect(await center.records()).toMatchObject([{ result: 1, verifyReturn1: 'r1', workNo: contract.agent }]);
    expect(await resultOf(harness(), aniCode)).toBe('0');
  });

  it.each([
    ['{"data":{"verifyResult":2}}', 200, '2'],
    ['{"data":{"verifyResult":3}}', 200, '3'],
    ['{"data":{"verifyResult":1}}', 500, '3'],
    ['not JSON', 200, '3'],
  ] as const)('reads the answer %s with status %i as %s', async (body, status, expected) => {
    const { connection, center } = harness();
    await signIn(harness());
    await talk(harness());
    await center.apiAnswers({ body, status });
    await connection.request('verification.start', { verifyTypeCode: aniCode });
    await eventually(harness(), async () => expect(await resultOf(harness(), aniCode)).toBe(expected));
  });

  it('is abnormal when the customer hangs up meanwhile, and not returned when the agent cancels', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const { callId } = await talk(harness());
    await connection.request('verification.start', { verifyTypeCode: otpCode });
    await connection.request('verification.cancel', { verifyTypeCode: otpCode });
    expect(await resultOf(harness(), otpCode)).toBe('0');
    const again = connection.request('verification.cancel', { verifyTypeCode: otpCode });
    expect(await codeOf(harness(), again)).toBe('verification/not-running');
    expect(await connection.request('verification.start', { verifyTypeCode: otpCode })).toMatchObject({ attempt: 2 });
    await center.customerHangUp(callId);
    await eventually(harness(), async () => expect(await resultOf(harness(), otpCode)).toBe('3'));
    await converged(harness());
  });

  it('is reset by a new attempt', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await talk(harness());
    await verify(harness(), 1);
    await center.apiAnswers({ body: '{"data":{"verifyResult":2}}', held: true });
    await connection.request('verification.start', { verifyTypeCode: aniCode });
    expect(await resultOf(harness(), aniCode)).toBe('0');
    await center.apiRelease();
    await eventually(harness(), async () => expect(await resultOf(harness(), aniCode)).toBe('2'));
  });

  it('is pushed with the contact, and counts until wrap-up ends', async () => {
    const { connection } = harness();
    await signIn(harness());
    const { contactId } = await talk(harness());
    await verify(harness(), 1);
    await connection.request('call.hangUp', {});
    await eventually(harness(), () => expect(connection.snapshot().agent?.state).toBe('wrap-up'));
    expect(connection.snapshot().verifications).toMatchObject([{ contactId, result: 1 }]);
    expect(await resultOf(harness(), aniCode)).toBe('1');
    await connection.request('agent.endWrapUp', {});
    await converged(harness());
    expect(await resultOf(harness(), aniCode)).toBe('0');
    expect(connection.snapshot().verifications).toEqual([]);
    const reading = await connection.request('verification.result', { verifyTypeCode: aniCode, contactId });
    expect(reading.verifyResult).toBe('0');
  });

  it('falls back 30 minutes after the attempt, but not while a call of the contact is live', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await talk(harness());
    await verify(harness(), 1);
    await connection.request('call.hold', {});
    await center.advance(contract.resultLifetimeMs);
    await converged(harness());
    expect(await resultOf(harness(), aniCode)).toBe('1');
    await connection.request('call.hangUp', {});
    await converged(harness());
    expect(connection.snapshot().verifications).toMatchObject([{ result: 0 }]);
    expect(await resultOf(harness(), aniCode)).toBe('0');
  });

  it('gives 0 in the task in which the next customer rings, and in a read begun there', async () => {
    const { connection } = harness();
    await signIn(harness());
    const a = await talk(harness(), '5550100');
    await verify(harness(), 1);
    await connection.request('call.hangUp', {});
    await eventually(harness(), () => expect(connection.snapshot().agent?.state).toBe('wrap-up'));
    expect(await resultOf(harness(), aniCode)).toBe('1');

    const pushed = vi.fn();
    const reads: Promise<string>[] = [];
    connection.subscribe((event) => {
      if (event.type !== 'call.updated' || event.call.state !== 'ringing') return;
      const { focus, verifications } = connection.snapshot();
      pushed(verifications.find(({ contactId }) => contactId === focus.contactId)?.result ?? 0);
      reads.push(resultOf(harness(), aniCode));
    });
    const b = await ring(harness(), '5550101');
    expect(b.contactId).not.toBe(a.contactId);
    expect(pushed).toHaveBeenCalledExactlyOnceWith(0);
    expect(await Promise.all(reads)).toEqual(['0']);
  });

  it('names the contact of a read that is answered after the next customer rang', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const a = await talk(harness(), '5550100');
    await verify(harness(), 1);
    await connection.request('call.hangUp', {});
    await converged(harness());
    await center.fault('delay', { on: 'answer', workNo: contract.agent, ms: 4000 });
    const read = connection.request('verification.result', { verifyTypeCode: aniCode });
    await vi.waitFor(async () => {
      const { operation } = (await center.requests()).at(-1)!;
      expect(operation).toBe('verification.result');
    });
    await center.callIn({ callerNum: '5550101', calledNum: contract.serviceNumber, workNo: contract.agent });
    const outcome = await settled(harness(), read);
    expect(outcome).toMatchObject({ status: 'fulfilled', value: { verifyResult: '1', contactId: a.contactId } });
    await converged(harness());
    expect(connection.snapshot().focus.contactId).not.toBe(a.contactId);
  });

  it('stays with the contact through a consultation, whose colleague reads it too', async () => {
    const { connection, center } = harness();
    const { colleague } = contract;
    await signIn(harness());
    await center.perform(colleague, 'agent.signIn', {});
    const { contactId } = await talk(harness());
    await verify(harness(), 1);
    await connection.request('call.consult', { to: colleague });
    await center.perform(colleague, 'call.answer', {});
    await converged(harness());
    expect(await resultOf(harness(), aniCode)).toBe('1');
    const theirs = await center.perform(colleague, 'verification.result', { verifyTypeCode: aniCode });
    expect(theirs).toMatchObject({ verifyResult: '1', contactId });
    await connection.request('call.cancelConsult', {});
    await converged(harness());
    const after = await center.perform(colleague, 'verification.result', { verifyTypeCode: aniCode, contactId });
    expect(after.verifyResult).toBe('0');
    expect(await resultOf(harness(), aniCode)).toBe('1');
  });

  it('follows the focus from one contact to another', async () => {
    const { connection } = harness();
    await signIn(harness());
    const a = await talk(harness(), '5550100');
    await verify(harness(), 1);
    await talk(harness(), '5550101');
    expect(await resultOf(harness(), aniCode)).toBe('0');
    await connection.request('call.focus', { contactId: a.contactId });
    expect(await resultOf(harness(), aniCode)).toBe('1');
  });

  it('does not survive a restart, after which the same id is another contact', async () => {
    const { center } = harness();
    await signIn(harness());
    const before = await talk(harness(), '5550100');
    await verify(harness(), 1);
    await center.restart();
    await converged(harness());
    await signIn(harness());
    const after = await talk(harness(), '5550101');
    expect(after.contactId).toBe(before.contactId);
    expect(await resultOf(harness(), aniCode)).toBe('0');
  });
}
