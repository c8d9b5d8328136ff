import { describe, expect, it, vi } from 'vitest';
import { openConnection } from '../../../src/connection/connect.js';
import { AiccError } from '../../../src/errors.js';
import type { Operation } from '../../../src/protocol/operations.js';
import { countAbortControllers } from '../../support/count-abort-controllers.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createFakeTransport } from '../../support/fake-transport.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { rejectionOf } from '../../support/rejection.js';
import { microtasks } from '../../support/turns.js';

describe('a request', () => {
  it('resolves with what the transport gives, and has an id of its own', async () => {
    const { transport, connection } = await anOpenConnection();
    const first = connection.request('verification.result', { verifyTypeCode: 'RETAIL_OTP' });
    void connection.request('agent.setReady', {});
    const [one, two] = transport.last.performed;
    expect(one?.call).toMatchObject({ operation: 'verification.result', input: { verifyTypeCode: 'RETAIL_OTP' } });
    expect(one?.call.id).not.toBe(two?.call.id);
    one?.resolve('the answer');
    expect(await first).toBe('the answer');
  });

  it('rejects with the error of the transport itself', async () => {
    const { transport, connection } = await anOpenConnection();
    const error = new AiccError('call/refused', 'No');
    const asked = connection.request('agent.setReady', {});
    transport.last.performed[0]?.reject(error);
    expect(await rejectionOf(asked)).toBe(error);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['rejects with anything', () => Promise.reject(new TypeError('bug'))],
    [
      'throws',
      () => {
        throw new TypeError('bug');
      },
    ],
  ])('rejects typed when the transport %s', async (_name, perform) => {
    const { connection } = await anOpenConnection({}, { perform });
    const error = await rejectionOf(connection.request('agent.setReady', {}));
    expect(error.code).toBe('bridge/handler-failed');
    expect(error.cause).toBeInstanceOf(TypeError);
  });
});

describe('the deadline of a request', () => {
  it('names the operation, tells the transport and aborts its signal', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    const asked = connection.request('call.dial', { calledNum: '5550100', mediaType: 'audio' });
    const { call } = transport.last.performed[0]!;
    const { signal } = call;
    const error = rejectionOf(asked);
    clock.advance(9_999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(await error).toMatchObject({
      code: 'net/timeout',
      retryable: true,
      message: 'call.dial had no answer within 10000 ms',
      context: { operation: 'call.dial', requestId: call.id },
    });
    expect(transport.last.cancelled).toEqual([call.id]);
    expect(signal.aborted).toBe(true);
  });

  it('is that of the request, else that of the link for the operation, else that of the connection', async () => {
    const { clock, connection } = await anOpenConnection({ timeoutMs: 300 }, { deadlines: { 'call.dial': 700 } });
    const over: string[] = [];
    const ask = (name: string, operation: Operation, timeoutMs?: number): void => {
      connection.request(operation, {}, timeoutMs === undefined ? {} : { timeoutMs }).catch(() => over.push(name));
    };
    ask('request', 'call.dial', 100);
    ask('link', 'call.dial');
    ask('connection', 'agent.setReady');
    const at: Record<string, number> = {};
    for (let ms = 100; ms <= 800; ms += 100) {
      clock.advance(100);
      await microtasks();
      for (const name of over.splice(0)) at[name] = ms;
    }
    expect(at).toEqual({ request: 100, connection: 300, link: 700 });
  });

  it('includes the wait for the link', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock });
    const asked = rejectionOf(connection.request('agent.setReady', {}));
    clock.advance(6_000);
    transport.last.accept();
    await microtasks();
    expect(transport.last.performed).toHaveLength(1);
    clock.advance(4_000);
    expect((await asked).code).toBe('net/timeout');
  });

  it('ends a request that waits for the link, which then is never performed', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock });
    const asked = rejectionOf(connection.request('agent.setReady', {}));
    clock.advance(10_000);
    expect((await asked).code).toBe('net/timeout');
    transport.last.accept();
    await microtasks();
    expect(transport.last.performed).toEqual([]);
  });

  it('is watched with one timer for many calls', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    const before = clock.timersEverSet;
    const settled = vi.fn();
    for (let n = 0; n < 1000; n += 1) connection.request('agent.setReady', {}).then(settled, settled);
    expect(clock.timers).toBe(1);
    for (const { resolve } of transport.last.performed) resolve();
    await microtasks();
    expect(settled).toHaveBeenCalledTimes(1000);
    expect(clock.timersEverSet - before).toBe(1);
    clock.advance(20_000);
    expect(clock.timers).toBe(0);
  });

  it('comes for each call at its own time, though one timer serves all', async () => {
    const { clock, connection } = await anOpenConnection();
    const at: number[] = [];
    const begun = clock.now();
    for (const timeoutMs of [500, 200, 900, 200]) {
      connection.request('agent.setReady', {}, { timeoutMs }).catch(() => at.push(timeoutMs));
    }
    expect(clock.timers).toBe(1);
    const seen: Record<number, number[]> = {};
    while (clock.now() - begun < 1000) {
      clock.advance(100);
      await microtasks();
      if (at.length > 0) seen[clock.now() - begun] = at.splice(0);
    }
    expect(seen).toEqual({ 200: [200, 200], 500: [500], 900: [900] });
  });

  it('waits on where it lies further off than a timer can reach', async () => {
    const { clock, connection } = await anOpenConnection();
    const { setTimeout } = clock;
    const reach = 2e9;
    vi.spyOn(clock, 'setTimeout').mockImplementation((callback, ms) => setTimeout(callback, Math.min(ms, reach)));
    const failed = vi.fn();
    connection.request('agent.setReady', {}, { timeoutMs: reach + 500 }).catch(failed);
    clock.advance(reach + 499);
    await microtasks();
    expect(failed).not.toHaveBeenCalled();
    clock.advance(1);
    await microtasks();
    expect(failed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'net/timeout' }));
  });

  it('comes for every call also where the transport has no way to cancel', async () => {
    const { clock, connection } = await anOpenConnection({}, { cancel: undefined as never });
    const asked = [1, 2].map(() => rejectionOf(connection.request('agent.setReady', {})));
    clock.advance(10_000);
    expect((await Promise.all(asked)).map(({ code }) => code)).toEqual(['net/timeout', 'net/timeout']);
  });

  it('makes an answer that comes later count for nothing', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    const asked = rejectionOf(connection.request('agent.setReady', {}));
    clock.advance(10_000);
    expect((await asked).code).toBe('net/timeout');
    transport.last.performed[0]?.resolve();
    await microtasks();
    expect(connection.status).toBe('open');
  });
});

describe('aborting a request', () => {
  it('before it is made keeps it from the transport', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    const asked = connection.request('agent.setReady', {}, { signal: AbortSignal.abort('why') });
    expect(await rejectionOf(asked)).toMatchObject({
      code: 'net/aborted',
      message: 'agent.setReady was aborted',
      cause: 'why',
    });
    expect(transport.last.performed).toEqual([]);
    expect(transport.last.cancelled).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('while it is in flight rejects at once, tells the transport and aborts its signal', async () => {
    const { transport, connection } = await anOpenConnection();
    const controller = new AbortController();
    const asked = connection.request('agent.setReady', {}, { signal: controller.signal });
    const { call } = transport.last.performed[0]!;
    const { signal } = call;
    controller.abort('why');
    expect(await rejectionOf(asked)).toMatchObject({
      code: 'net/aborted',
      cause: 'why',
      context: { requestId: call.id },
    });
    expect(transport.last.cancelled).toEqual([call.id]);
    expect(signal.reason).toMatchObject({ code: 'net/aborted' });
  });

  it('shows in a signal that the transport reads only afterwards, as after fetching a token', async () => {
    const { transport, connection } = await anOpenConnection();
    const controller = new AbortController();
    const asked = connection.request('agent.setReady', {}, { signal: controller.signal });
    controller.abort();
    await rejectionOf(asked);
    expect(transport.last.performed[0]?.call.signal.aborted).toBe(true);
  });

  it('while it waits for the link takes it out of the queue', async () => {
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock: createFakeClock() });
    const controller = new AbortController();
    const asked = connection.request('agent.setReady', {}, { signal: controller.signal });
    controller.abort();
    expect((await rejectionOf(asked)).code).toBe('net/aborted');
    transport.last.accept();
    await microtasks();
    expect(transport.last.performed).toEqual([]);
    expect(transport.last.cancelled).toEqual([]);
  });

  it('after the answer does nothing, and leaves no listener on the signal', async () => {
    const { transport, connection } = await anOpenConnection();
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, 'addEventListener');
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const asked = connection.request('agent.setReady', {}, { signal: controller.signal });
    transport.last.performed[0]?.resolve();
    await asked;
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      added.mock.calls.map(([, listener]) => listener),
    );
    controller.abort();
    expect(transport.last.cancelled).toEqual([]);
  });

  it('costs no AbortController where the transport does not read the signal', async () => {
    const { transport, connection } = await anOpenConnection();
    const controllers = countAbortControllers();
    const asked = connection.request('agent.setReady', {});
    transport.last.performed[0]?.resolve();
    await asked;
    expect(controllers.made).toBe(0);
    void connection.request('agent.setReady', {});
    const { call } = transport.last.performed[1]!;
    expect(call.signal).toBe(call.signal);
    expect(controllers.made).toBe(1);
  });
});

describe('the capability guard', () => {
  it.each<[string, string]>([
    ['agent.signOut', 'bridge/unsupported-operation'],
    ['call.hold', 'bridge/not-allowed'],
    ['constructor', 'bridge/unsupported-operation'],
    ['toString', 'bridge/unsupported-operation'],
    ['__proto__', 'bridge/unsupported-operation'],
    ['hasOwnProperty', 'bridge/unsupported-operation'],
  ])('answers %s with %s, and the transport never hears of it', async (name, code) => {
    const operation = name as Operation;
    const capabilities = { snapshot: true, 'call.hold': 'not-allowed' } as const;
    const { transport, connection } = await anOpenConnection({}, { capabilities });
    expect(connection.capabilities.has(operation)).toBe(false);
    expect((await rejectionOf(connection.request(operation, {}))).code).toBe(code);
    expect(transport.last.performed).toEqual([]);
  });

  it('follows the table when it changes', async () => {
    const { transport, connection } = await anOpenConnection();
    transport.last.sink.capabilities({ snapshot: true, 'call.hold': true });
    expect(connection.capabilities.has('call.hold')).toBe(true);
    expect(connection.capabilities.has('agent.setReady')).toBe(false);
    expect((await rejectionOf(connection.request('agent.setReady', {}))).code).toBe('bridge/unsupported-operation');
  });

  it('is asked again of a request that waited for the link', async () => {
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock: createFakeClock() });
    const asked = connection.request('call.hold', {});
    transport.last.accept();
    expect((await rejectionOf(asked)).code).toBe('bridge/unsupported-operation');
  });
});
