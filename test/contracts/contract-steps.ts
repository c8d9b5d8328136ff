import { expect, vi } from 'vitest';
import type { Snapshot } from '../../src/protocol/entities.js';
import type { CenterEvent, ConnectionEvent } from '../../src/protocol/events.js';
import { reduce } from '../../src/protocol/reducer.js';
import type { ConnectionHarness } from './connection-contract.js';
import { contract } from './center-driver.js';

/** Lists in one order, whoever made them. */
export function sorted(snapshot: Snapshot): Snapshot {
  const by = <T>(list: readonly T[], key: (item: T) => string): T[] =>
    [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    ...snapshot,
    contacts: by(snapshot.contacts, ({ id }) => id),
    calls: by(snapshot.calls, ({ id }) => id),
    verifications: by(snapshot.verifications, ({ contactId, verifyTypeCode }) => `${contactId} ${verifyTypeCode}`),
  };
}

/** Settles until the assertion holds. */
export function eventually(harness: ConnectionHarness, assertion: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(
    async () => {
      await harness.settle();
      await assertion();
    },
    { timeout: 15_000, interval: 10 },
  );
}

/** The connection is open and knows what the centre knows. */
export function converged(harness: ConnectionHarness): Promise<void> {
  const { connection, center } = harness;
  return eventually(harness, async () => {
    expect(connection.status).toBe('open');
    expect(sorted(connection.snapshot())).toEqual(sorted(await center.snapshot(contract.agent)));
  });
}

/** Waits for a request that may need the centre's time to pass. */
export async function settled<T>(harness: ConnectionHarness, request: Promise<T>): Promise<PromiseSettledResult<T>> {
  let outcome: PromiseSettledResult<T> | undefined;
  void Promise.allSettled([request]).then(([result]) => {
    outcome = result;
  });
  await eventually(harness, () => {
    expect(outcome).toBeDefined();
  });
  return outcome!;
}

/** The error code that a request rejects with. */
export async function codeOf(harness: ConnectionHarness, request: Promise<unknown>): Promise<unknown> {
  const outcome = await settled(harness, request);
  return outcome.status === 'rejected' ? (outcome.reason as { code?: unknown }).code : 'resolved';
}

/** What a listener would make of the events alone. */
export function follow(harness: ConnectionHarness): { readonly state: () => Snapshot; readonly events: CenterEvent[] } {
  const { connection } = harness;
  let state = connection.snapshot();
  const events: CenterEvent[] = [];
  connection.subscribe((event: ConnectionEvent) => {
    if (event.type === 'connection.status') return;
    events.push(event);
    state = reduce(state, event);
  });
  return { state: () => ({ ...state, epoch: connection.snapshot().epoch }), events };
}

export async function signIn({ connection }: ConnectionHarness): Promise<void> {
  await connection.request('agent.signIn', {});
  await connection.request('agent.setReady', {});
}

export interface CustomerOnLine {
  readonly callId: string;
  readonly contactId: string;
}

/** A customer calls the agent, and the connection has seen it. */
export async function ring(harness: ConnectionHarness, callerNum = '5550100', callData = ''): Promise<CustomerOnLine> {
  const { callId, contactId } = await harness.center.callIn({
    callerNum,
    calledNum: contract.serviceNumber,
    callData,
    workNo: contract.agent,
  });
  await eventually(harness, () => {
    expect(callState(harness, callId)).toBe('ringing');
  });
  return { callId, contactId };
}

export async function talk(harness: ConnectionHarness, callerNum?: string, callData?: string): Promise<CustomerOnLine> {
  const customer = await ring(harness, callerNum, callData);
  await harness.connection.request('call.answer', { callId: customer.callId });
  await eventually(harness, () => {
    expect(callState(harness, customer.callId)).toBe('talking');
  });
  return customer;
}

export const callState = ({ connection }: ConnectionHarness, callId: string): string | undefined =>
  connection.snapshot().calls.find(({ id }) => id === callId)?.state;

export async function resultOf({ connection }: ConnectionHarness, verifyTypeCode: string): Promise<string> {
  const { verifyResult } = await connection.request('verification.result', { verifyTypeCode });
  return verifyResult;
}

/** Starts a process that asks nothing, and waits for its end. */
export async function verify(harness: ConnectionHarness, result: 0 | 1 | 2 | 3): Promise<void> {
  const { connection, center } = harness;
  await center.apiAnswers({ body: JSON.stringify({ calldata: { data: { verifyResult: result } } }) });
  const { contactId, attempt } = await connection.request('verification.start', { verifyTypeCode: contract.aniCode });
  await eventually(harness, () => {
    const found = connection
      .snapshot()
      .verifications.find((each) => each.contactId === contactId && each.verifyTypeCode === contract.aniCode);
    expect(found).toMatchObject({ attempt, result });
    expect(found?.endedAt).toBeDefined();
  });
}
