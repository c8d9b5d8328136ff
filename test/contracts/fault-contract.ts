import { expect, it } from 'vitest';
import type { FaultKind } from '../../src/testing/index.js';
import { contract } from './center-driver.js';
import type { ConnectionHarness } from './connection-contract.js';
import { callState, codeOf, converged, follow, ring, signIn, sorted, talk } from './contract-steps.js';

/** Nothing hangs, nothing is lost, nothing is doubled. */
export function faultContract(harness: () => ConnectionHarness): void {
  const kinds: readonly FaultKind[] = ['drop', 'delay', 'duplicate', 'reorder'];

  it.each(kinds)('has the state of the centre after it does %s to events', async (kind) => {
    const { connection, center } = harness();
    await signIn(harness());
    const followed = follow(harness());
    await center.fault(kind, { workNo: contract.agent, count: 2, ms: 7000 });
    const { callId } = await center.callIn({
      callerNum: '5550100',
      calledNum: contract.serviceNumber,
      workNo: contract.agent,
    });
    await connection.request('call.answer', { callId });
    await center.fault(kind, { workNo: contract.agent, ms: 7000 });
    await connection.request('call.hold', { callId });
    await converged(harness());
    expect(callState(harness(), callId)).toBe('held');
    expect(sorted(followed.state())).toEqual(sorted(connection.snapshot()));
    expect(followed.events.filter(({ type }) => type === 'contact.updated')).toHaveLength(1);
  });

  it('notices the loss of a last event', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const { callId } = await talk(harness());
    await center.fault('drop', { workNo: contract.agent });
    await connection.request('call.hold', { callId });
    await converged(harness());
    expect(callState(harness(), callId)).toBe('held');
  });

  it('passes an operation that fails on, and lets the next one through', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await center.fault('error', { workNo: contract.agent, code: 'server/internal' });
    expect(await codeOf(harness(), connection.request('agent.setBusy', {}))).toBe('server/internal');
    await connection.request('agent.setBusy', {});
    await converged(harness());
    expect(connection.snapshot().agent?.state).toBe('busy');
  });

  it('performs an operation once whose answer is lost', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await center.fault('drop', { workNo: contract.agent, on: 'answer' });
    const dial = connection.request('call.dial', { calledNum: '5550110', mediaType: 'audio' }, { timeoutMs: 60 });
    expect(await codeOf(harness(), dial)).toBe('net/timeout');
    await converged(harness());
    expect((await center.requests()).filter(({ operation }) => operation === 'call.dial')).toHaveLength(1);
    expect(connection.snapshot().calls).toHaveLength(1);
  });

  it('waits for an answer that is late', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    await ring(harness());
    await center.fault('delay', { workNo: contract.agent, on: 'answer', ms: 6000 });
    expect(await codeOf(harness(), connection.request('call.answer', {}))).toBe('resolved');
  });

  it('recovers from being cut again and again', async () => {
    const { connection, center } = harness();
    await signIn(harness());
    const followed = follow(harness());
    const { callId } = await talk(harness());
    for (const state of ['held', 'talking', 'held'] as const) {
      await center.disconnect(contract.agent);
      await converged(harness());
      await connection.request(state === 'held' ? 'call.hold' : 'call.retrieve', { callId });
      await converged(harness());
      expect(callState(harness(), callId)).toBe(state);
    }
    expect(sorted(followed.state())).toEqual(sorted(connection.snapshot()));
  });
}
