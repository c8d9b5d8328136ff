import { describe, expect, it, vi } from 'vitest';
import { connect, openConnection } from '../../../src/connection/connect.js';
import { AiccError } from '../../../src/errors.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createFakeTransport } from '../../support/fake-transport.js';
import { rejectionOf } from '../../support/rejection.js';
import { aSnapshot } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';

const unreachable = () => new AiccError('net/unreachable', 'No way');

describe('connect', () => {
  it('resolves with a connection that is open and knows the state', async () => {
    const transport = createFakeTransport();
    const connecting = connect(transport, { clock: createFakeClock() });
    transport.last.accept();
    const connection = await connecting;
    expect(connection.status).toBe('open');
    expect(connection.snapshot()).toEqual(aSnapshot());
    expect(connection.capabilities.has('verification.result')).toBe(true);
  });

  it('rejects at the first failure, even one that could be tried again, and lets nothing go on', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const connecting = connect(transport, { clock });
    const error = unreachable();
    transport.last.reject(error);
    expect(await rejectionOf(connecting)).toBe(error);
    expect(clock.timers).toBe(0);
    clock.advance(100_000);
    expect(transport.tries).toHaveLength(1);
  });

  it('rejects and closes when the transport says that it will be waiting', async () => {
    const transport = createFakeTransport();
    const connecting = connect(transport, { clock: createFakeClock() });
    transport.last.sink.waiting(new AiccError('bridge/handshake-timeout', 'Nobody'));
    expect(await rejectionOf(connecting)).toMatchObject({ code: 'bridge/handshake-timeout' });
    expect(transport.last.signal.aborted).toBe(true);
  });

  it('tells with what it waits for when it is tried again', async () => {
    const transport = createFakeTransport();
    const { connection, opened } = openConnection(transport, { clock: createFakeClock() });
    const heard: unknown[] = [];
    connection.subscribe((event) => heard.push(event));
    const error = unreachable();
    transport.last.sink.waiting(error, { attempt: 2, nextTryAt: 7 });
    expect(await rejectionOf(opened)).toBe(error);
    expect(heard).toEqual([{ type: 'connection.status', status: 'connecting', error, attempt: 2, nextTryAt: 7 }]);
  });

  it('closes a link that opens too late', async () => {
    const transport = createFakeTransport();
    const connecting = connect(transport, { clock: createFakeClock() });
    transport.last.sink.waiting(new AiccError('bridge/handshake-timeout', 'Nobody'));
    await rejectionOf(connecting);
    transport.last.accept();
    await microtasks();
    expect(transport.last.closed).toBe(1);
  });

  it.each([
    [
      'throws at once',
      () => {
        throw new TypeError('bug');
      },
    ],
    ['rejects with anything', () => Promise.reject(new TypeError('bug'))],
  ])('gives a typed error when the transport %s', async (_name, open) => {
    const error = await rejectionOf(connect({ name: 'broken', open }, { clock: createFakeClock() }));
    expect(error).toMatchObject({ code: 'bridge/handler-failed', retryable: false });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('refuses a transport that gives no snapshot', async () => {
    const transport = createFakeTransport();
    const connecting = connect(transport, { clock: createFakeClock() });
    transport.last.accept({ snapshot: null });
    expect(await rejectionOf(connecting)).toMatchObject({ code: 'bridge/protocol-violation' });
  });

  it('gives up when its signal aborts, with the reason as the cause', async () => {
    const transport = createFakeTransport();
    const controller = new AbortController();
    const connecting = connect(transport, { clock: createFakeClock(), signal: controller.signal });
    controller.abort('enough');
    expect(await rejectionOf(connecting)).toMatchObject({ code: 'net/aborted', cause: 'enough' });
    expect(transport.last.signal.aborted).toBe(true);
  });

  it('gives up at once with a signal that has aborted already', async () => {
    const transport = createFakeTransport();
    const error = await rejectionOf(connect(transport, { clock: createFakeClock(), signal: AbortSignal.abort() }));
    expect(error.code).toBe('net/aborted');
    expect(transport.tries.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('does not care for its signal once it is open', async () => {
    const transport = createFakeTransport();
    const controller = new AbortController();
    const connecting = connect(transport, { clock: createFakeClock(), signal: controller.signal });
    transport.last.accept();
    const connection = await connecting;
    controller.abort();
    expect(connection.status).toBe('open');
  });
});

describe('a connection that is opening', () => {
  it('lets requests wait for the link and performs them in their order', async () => {
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock: createFakeClock() });
    const first = connection.request('agent.setReady', {});
    void connection.request('snapshot', {});
    expect(connection.status).toBe('connecting');
    expect(connection.capabilities.has('agent.setReady')).toBe(false);
    transport.last.accept();
    await microtasks();
    expect(transport.last.performed.map(({ call }) => call.operation)).toEqual(['agent.setReady', 'snapshot']);
    transport.last.performed[0]?.resolve();
    await first;
  });

  it('rejects who waits, and who asks from then on, at once with what keeps it from opening', async () => {
    const transport = createFakeTransport();
    const { connection, opened } = openConnection(transport, { clock: createFakeClock() });
    const before = connection.request('agent.setReady', {});
    const error = new AiccError('bridge/handshake-timeout', 'Nobody');
    transport.last.sink.waiting(error);
    expect(await rejectionOf(before)).toBe(error);
    expect(await rejectionOf(connection.request('agent.setReady', {}))).toBe(error);
    expect(await rejectionOf(opened)).toBe(error);
    expect(connection.status).toBe('connecting');
  });

  it('works again as soon as the link opens after all', async () => {
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock: createFakeClock() });
    transport.last.sink.waiting(new AiccError('bridge/handshake-timeout', 'Nobody'));
    transport.last.accept();
    await microtasks();
    expect(connection.status).toBe('open');
    void connection.request('agent.setReady', {});
    expect(transport.last.performed).toHaveLength(1);
  });

  it('tells what keeps it waiting as an event of the status that it has', () => {
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock: createFakeClock() });
    const listener = vi.fn();
    connection.subscribe(listener);
    const error = new AiccError('bridge/handshake-timeout', 'Nobody');
    transport.last.sink.waiting(error);
    expect(listener).toHaveBeenCalledExactlyOnceWith({ type: 'connection.status', status: 'connecting', error });
  });

  it('closes when opening fails in a way that trying again cannot mend', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock });
    const error = new AiccError('bridge/not-embedded', 'Top');
    transport.last.reject(error);
    await microtasks();
    expect(connection.status).toBe('closed');
    expect(clock.timers).toBe(0);
    expect(await rejectionOf(connection.request('agent.setReady', {}))).toBe(error);
  });

  it('is born stale when the far link is down', async () => {
    const transport = createFakeTransport();
    const { connection, opened } = openConnection(transport, { clock: createFakeClock() });
    transport.last.sink.stale(true);
    transport.last.accept();
    await opened;
    expect(connection.status).toBe('stale');
  });

  it('applies events that overtook the snapshot', async () => {
    const transport = createFakeTransport();
    const { connection, opened } = openConnection(transport, { clock: createFakeClock() });
    transport.last.sink.event({ type: 'focus.changed', focus: {} }, 8);
    transport.last.accept({ seq: 7 });
    await opened;
    expect(connection.snapshot().focus).toEqual({});
  });

  it('needs nobody to handle its failure', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const transport = createFakeTransport();
    openConnection(transport, { clock: createFakeClock(), reconnect: false });
    transport.last.reject(unreachable());
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
