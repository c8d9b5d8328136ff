import { expect, it, vi } from 'vitest';
import type { Operation } from '../../src/protocol/operations.js';
import { contract } from './center-driver.js';
import type { ConnectionHarness } from './connection-contract.js';
import { callState, codeOf, converged, eventually, ring, settled, signIn, talk } from './contract-steps.js';

/** What a connection promises whatever it is about. */
export function linkContract(harness: () => ConnectionHarness): void {
  it('is open with the state of the centre', async () => {
    const { connection, center } = harness();
    expect(connection.status).toBe('open');
    expect(connection.snapshot()).toEqual(await center.snapshot(contract.agent));
    expect(connection.snapshot().agent?.state).toBe('offline');
  });

  it('offers what the centre can and refuses the rest, which never gets there', async () => {
    const { connection, center } = harness();
    expect(connection.capabilities.has('call.dial')).toBe(true);
    expect(connection.capabilities.has('verification.proof')).toBe(false);
    const request = connection.request('verification.proof', { verifyTypeCode: contract.otpCode });
    expect(await codeOf(harness(), request)).toBe('bridge/unsupported-operation');
    expect((await center.requests()).map(({ operation }) => operation)).not.toContain('verification.proof');
  });

  it.each(['call.teleport', 'constructor', '__proto__', 'hasOwnProperty'])(
    'refuses the unknown operation %s',
    async (operation) => {
      const request = harness().connection.request(operation as Operation, {});
      expect(await codeOf(harness(), request)).toBe('bridge/unsupported-operation');
    },
  );

  it('reads a snapshot on request', async () => {
    const { connection, center } = harness();
    const { snapshot } = await connection.request('snapshot', {});
    expect(snapshot).toEqual(await center.snapshot(contract.agent));
  });

  it('signs the agent in and out', async () => {
    const { connection } = harness();
    await signIn(harness());
    await eventually(harness(), () => expect(connection.snapshot().agent?.state).toBe('ready'));
    await connection.request('agent.setBusy', { reason: '201' });
    await eventually(harness(), () => {
      expect(connection.snapshot().agent).toMatchObject({ state: 'busy', reason: '201' });
    });
    await connection.request('agent.rest', { seconds: 60 });
    await eventually(harness(), () => expect(connection.snapshot().agent?.state).toBe('rest'));
    await connection.request('agent.signOut', {});
    await eventually(harness(), () => expect(connection.snapshot().agent?.state).toBe('offline'));
    await converged(harness());
  });

  it('carries the typed error of the centre', async () => {
    await signIn(harness());
    const outcome = await settled(harness(), harness().connection.request('call.answer', {}));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'call/not-found', retryable: false } });
  });

  it('ends a request at its deadline and goes on', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await center.fault('drop', { on: 'operation', workNo: contract.agent });
    const request = connection.request('agent.setBusy', {}, { timeoutMs: 60 });
    const outcome = await settled(harness(), request);
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code: 'net/timeout', context: { operation: 'agent.setBusy' } },
    });
    await connection.request('agent.setBusy', {});
    await converged(harness());
  });

  it('gives up a request whose signal aborts', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await center.fault('drop', { on: 'operation', workNo: contract.agent });
    const controller = new AbortController();
    const request = connection.request('agent.setBusy', {}, { signal: controller.signal });
    request.catch(() => undefined);
    controller.abort();
    expect(await codeOf(harness(), request)).toBe('net/aborted');
  });

  it('does not begin a request whose signal has aborted', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const request = connection.request('agent.setBusy', {}, { signal: AbortSignal.abort() });
    expect(await codeOf(harness(), request)).toBe('net/aborted');
    await harness().settle();
    expect((await center.requests()).map(({ operation }) => operation)).not.toContain('agent.setBusy');
  });

  it('counts the same listener once and stops when told, by either way', async () => {
    const { connection } = harness();
    const twice = vi.fn();
    const gone = vi.fn();
    const aborted = vi.fn();
    const controller = new AbortController();
    connection.subscribe(twice);
    connection.subscribe(twice);
    connection.subscribe(gone)();
    connection.subscribe(aborted, { signal: controller.signal });
    controller.abort();
    await connection.request('agent.signIn', {});
    await converged(harness());
    const updates = twice.mock.calls.filter(([event]) => (event as { type: string }).type === 'agent.updated');
    expect(updates).toHaveLength(1);
    expect(gone).not.toHaveBeenCalled();
    expect(aborted).not.toHaveBeenCalled();
  });

  it('keeps a listener that throws from disturbing the others', async () => {
    const { connection } = harness();
    vi.stubGlobal('reportError', vi.fn());
    const other = vi.fn();
    connection.subscribe(() => {
      throw new Error('a bug of the page');
    });
    connection.subscribe(other);
    await signIn(harness());
    await converged(harness());
    expect(other).toHaveBeenCalled();
    expect(connection.snapshot().agent?.state).toBe('ready');
  });

  it('rejects what is in flight when closed, and stays closed', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await converged(harness());
    await center.fault('drop', { on: 'operation', workNo: contract.agent });
    const request = connection.request('agent.setBusy', {});
    request.catch(() => undefined);
    const events = vi.fn();
    connection.subscribe(events);
    await connection.close();
    await connection.close();
    expect(connection.status).toBe('closed');
    expect(await codeOf(harness(), request)).toBe('bridge/closed');
    expect(await codeOf(harness(), connection.request('agent.setReady', {}))).toBe('bridge/closed');
    expect(connection.capabilities.has('agent.setReady')).toBe(false);
    events.mockClear();
    await center.callIn({ callerNum: '5550100', calledNum: contract.serviceNumber, workNo: contract.agent });
    await harness().settle();
    expect(events).not.toHaveBeenCalled();
  });

  it('rejects what is in flight when the link goes, and comes back with what it missed', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const ended = await talk(harness());
    await center.fault('drop', { on: 'answer', workNo: contract.agent });
    const request = connection.request('call.hold', {});
    request.catch(() => undefined);
    // In flight at the centre, and not on its way there still: what comes after the cut would be asked of the next link.
    await eventually(harness(), async () => {
      expect((await center.requests()).map(({ operation }) => operation)).toContain('call.hold');
    });
    await center.disconnect(contract.agent);
    await center.customerHangUp(ended.callId);
    const missed = await center.callIn({
      callerNum: '5550101',
      calledNum: contract.serviceNumber,
      workNo: contract.agent,
    });
    expect(await codeOf(harness(), request)).toBe('bridge/peer-gone');
    await converged(harness());
    expect(callState(harness(), ended.callId)).toBe('ended');
    expect(callState(harness(), missed.callId)).toBe('ringing');
    await connection.request('call.answer', { callId: missed.callId });
    await converged(harness());
  });

  it('follows the centre into a new epoch, where the same ids mean other things', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const before = await talk(harness());
    const { epoch } = connection.snapshot();
    const ends = vi.fn();
    connection.subscribe((event) => {
      if (event.type === 'contact.ended') ends(event.contact.id);
    });
    await center.restart();
    await converged(harness());
    expect(connection.snapshot().epoch).not.toBe(epoch);
    expect(connection.snapshot()).toMatchObject({ agent: { state: 'offline' }, contacts: [], calls: [], focus: {} });
    expect(ends).toHaveBeenCalledExactlyOnceWith(before.contactId);
    await signIn(harness());
    const after = await ring(harness(), '5550102');
    expect(after.contactId).toBe(before.contactId);
    expect(connection.snapshot().contacts).toMatchObject([{ id: after.contactId, customerNumber: '5550102' }]);
  });
}
