import { describe, expect, it, vi } from 'vitest';
import { openConnection } from '../../../src/connection/connect.js';
import { AiccError } from '../../../src/errors.js';
import { silentLogger } from '../../../src/log.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createFakeTransport } from '../../support/fake-transport.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { rejectionOf } from '../../support/rejection.js';
import { aSnapshot } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';

const gone = () => new AiccError('bridge/peer-gone', 'Gone');
const unreachable = () => new AiccError('net/unreachable', 'No way');

/** A connection that was lost, did not open at the first try, and has opened at the second. */
async function openedAgain() {
  const bench = await anOpenConnection();
  const { clock, transport } = bench;
  transport.last.sink.lost(gone());
  clock.advance(500);
  transport.last.reject(unreachable());
  await microtasks();
  clock.advance(1000);
  transport.last.accept();
  await microtasks();
  return bench;
}

describe('a link that is lost', () => {
  it('rejects what is in flight, aborts its signal and closes the link', async () => {
    const { transport, connection } = await anOpenConnection();
    const asked = connection.request('agent.setReady', {});
    const { signal } = transport.last.performed[0]!.call;
    const error = gone();
    transport.last.sink.lost(error);
    expect(await rejectionOf(asked)).toBe(error);
    expect(signal.aborted).toBe(true);
    expect(transport.last.closed).toBe(1);
    expect(transport.last.signal.aborted).toBe(true);
    expect(connection.capabilities.has('agent.setReady')).toBe(false);
  });

  it('is opened anew after a delay that is announced, and what was asked meanwhile goes out', async () => {
    const { clock, transport, connection, heard } = await anOpenConnection();
    const error = gone();
    transport.last.sink.lost(error);
    expect(heard).toEqual([
      { type: 'connection.status', status: 'reconnecting', error, attempt: 1, nextTryAt: clock.now() + 500 },
    ]);
    const asked = connection.request('agent.setReady', {});
    clock.advance(499);
    expect(transport.tries).toHaveLength(1);
    clock.advance(1);
    expect(transport.tries).toHaveLength(2);
    transport.last.accept();
    await microtasks();
    expect(connection.status).toBe('open');
    expect(heard.at(-1)).toEqual({ type: 'connection.status', status: 'open' });
    transport.last.performed[0]?.resolve();
    await asked;
  });

  it('is tried again later and later, with jitter, and each next try can be seen', async () => {
    const { clock, transport, heard } = await anOpenConnection({ random: () => 0.5 });
    transport.last.sink.lost(gone());
    const delays: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      const event = heard.at(-1);
      if (event?.type !== 'connection.status') throw new Error('No status');
      expect(event).toMatchObject({ status: 'reconnecting', attempt: n + 1 });
      delays.push(event.nextTryAt! - clock.now());
      clock.advance(event.nextTryAt! - clock.now());
      expect(transport.tries).toHaveLength(n + 2);
      transport.last.reject(unreachable());
      await microtasks();
    }
    expect(delays).toEqual([375, 750, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500]);
  });

  it('is not lost a second time by the same transport, nor heard any more', async () => {
    const { transport, connection, heard } = await anOpenConnection();
    const { sink } = transport.last;
    sink.lost(gone());
    heard.length = 0;
    sink.lost(gone());
    sink.event({ type: 'focus.changed', focus: {} }, 1);
    sink.snapshot({ snapshot: aSnapshot({ epoch: 'other' }), seq: 5 });
    sink.stale(true);
    sink.reached(9);
    sink.waiting(gone());
    sink.capabilities({});
    await microtasks();
    expect(heard).toEqual([]);
    expect(connection.snapshot()).toEqual(aSnapshot());
  });

  it('starts to count anew once it was open for ten seconds', async () => {
    const { clock, transport, heard } = await openedAgain();
    clock.advance(10_000);
    transport.last.sink.lost(gone());
    expect(heard.at(-1)).toMatchObject({ status: 'reconnecting', attempt: 1, nextTryAt: clock.now() + 500 });
  });

  it('is tried again later and later also when it opens each time, and dies at once', async () => {
    const { clock, transport, heard } = await anOpenConnection();
    const delays: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      transport.last.sink.lost(gone(), { retryAfterMs: 0 });
      const event = heard.at(-1);
      if (event?.type !== 'connection.status') throw new Error('No status');
      delays.push((event.nextTryAt ?? NaN) - clock.now());
      clock.advance(delays[n]!);
      expect(transport.tries).toHaveLength(n + 2);
      transport.last.accept();
      await microtasks();
    }
    expect(delays).toEqual([0, 1000, 2000, 4000]);
  });

  it('is given up when it dies as often as it may, though it opens each time', async () => {
    const { transport, connection } = await anOpenConnection({ reconnect: { maxAttempts: 1 } });
    transport.last.sink.lost(gone(), { retryAfterMs: 0 });
    transport.last.accept();
    await microtasks();
    transport.last.sink.lost(gone(), { retryAfterMs: 0 });
    expect(connection.status).toBe('closed');
  });

  it('waits as long as the server asks', async () => {
    const { clock, transport, heard } = await anOpenConnection();
    transport.last.sink.lost(unreachable(), { retryAfterMs: 7000 });
    expect(heard.at(-1)).toMatchObject({ nextTryAt: clock.now() + 7000 });
    clock.advance(6999);
    expect(transport.tries).toHaveLength(1);
    clock.advance(1);
    expect(transport.tries).toHaveLength(2);
  });

  it('is opened in the same task where the transport knows that it can be', async () => {
    const { clock, transport } = await anOpenConnection();
    transport.last.sink.lost(gone(), { retryAfterMs: 0 });
    expect(transport.tries).toHaveLength(2);
    expect(clock.timers).toBe(0);
  });

  it('is given up after so many tries in a row', async () => {
    const { clock, transport, connection, heard } = await anOpenConnection({ reconnect: { maxAttempts: 2 } });
    transport.last.sink.lost(gone());
    const error = unreachable();
    for (const delay of [500, 1000]) {
      expect(connection.status).toBe('reconnecting');
      clock.advance(delay);
      transport.last.reject(error);
      await microtasks();
    }
    expect(transport.tries).toHaveLength(3);
    expect(heard.at(-1)).toEqual({ type: 'connection.status', status: 'closed', error });
    expect(clock.timers).toBe(0);
  });

  it('ends the connection where reconnecting is off, or of no use', async () => {
    const off = await anOpenConnection({ reconnect: false });
    off.transport.last.sink.lost(gone());
    expect(off.connection.status).toBe('closed');

    const useless = await anOpenConnection();
    useless.transport.last.sink.lost(new AiccError('auth/token-rejected', 'No'));
    expect(useless.connection.status).toBe('closed');
    expect(useless.transport.tries).toHaveLength(1);
    expect((await rejectionOf(useless.connection.request('agent.setReady', {}))).code).toBe('auth/token-rejected');
  });

  it('may fail to close without harm', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const warn = vi.fn();
    const close = vi
      .fn()
      .mockRejectedValueOnce(new Error('close'))
      .mockImplementationOnce(() => {
        throw new Error('close');
      });
    const { clock, transport, connection } = await anOpenConnection({ logger: { ...silentLogger, warn } }, { close });
    transport.last.sink.lost(gone());
    clock.advance(500);
    transport.last.accept({ close });
    await microtasks();
    expect(connection.status).toBe('open');
    await connection.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('says “connecting” until it was open once', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const { connection } = openConnection(transport, { clock, random: () => 0 });
    transport.last.reject(unreachable());
    await microtasks();
    expect(connection.status).toBe('connecting');
    clock.advance(500);
    transport.last.accept();
    await microtasks();
    expect(connection.status).toBe('open');
  });

  it('rejects at once what is asked after a try has failed, until the next one opens', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    transport.last.sink.lost(gone());
    clock.advance(500);
    const error = unreachable();
    transport.last.reject(error);
    await microtasks();
    expect(await rejectionOf(connection.request('agent.setReady', {}))).toBe(error);
    clock.advance(1000);
    transport.last.accept();
    await microtasks();
    void connection.request('agent.setReady', {});
    expect(transport.last.performed).toHaveLength(1);
  });

  it('lets requests wait anew when it was open in between, whatever kept it from opening before', async () => {
    const { clock, transport, connection } = await openedAgain();
    transport.last.sink.lost(gone());
    void connection.request('agent.setReady', {});
    clock.advance(2000);
    transport.last.accept();
    await microtasks();
    expect(transport.last.performed).toHaveLength(1);
  });
});

describe('closing', () => {
  it('rejects everything, closes the link, says so and stays closed', async () => {
    const { clock, transport, connection, heard } = await anOpenConnection();
    const asked = connection.request('agent.setReady', {});
    await connection.close();
    expect((await rejectionOf(asked)).code).toBe('bridge/closed');
    expect((await rejectionOf(connection.request('agent.setReady', {}))).code).toBe('bridge/closed');
    expect(heard).toMatchObject([{ type: 'connection.status', status: 'closed', error: { code: 'bridge/closed' } }]);
    expect(transport.last).toMatchObject({ closed: 1, signal: { aborted: true } });
    expect(clock.timers).toBe(0);
  });

  it('may be done again', async () => {
    const { transport, connection, heard } = await anOpenConnection();
    await Promise.all([connection.close(), connection.close()]);
    await connection.close();
    expect(heard).toHaveLength(1);
    expect(transport.last.closed).toBe(1);
  });

  it('resolves when the link has closed', async () => {
    let finish!: () => void;
    const { connection } = await anOpenConnection(
      {},
      { close: () => new Promise<void>((resolve) => (finish = resolve)) },
    );
    const closed = vi.fn();
    void connection.close().then(closed);
    await microtasks();
    expect(connection.status).toBe('closed');
    expect(closed).not.toHaveBeenCalled();
    finish();
    await microtasks();
    expect(closed).toHaveBeenCalled();
  });

  it('stops a try that is waiting for its time', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    transport.last.sink.lost(gone());
    await connection.close();
    clock.advance(60_000);
    expect(transport.tries).toHaveLength(1);
    expect(transport.last.closed).toBe(1);
    expect(clock.timers).toBe(0);
  });

  it('from inside the event of a lost link keeps it from being opened again', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    connection.subscribe(() => void connection.close());
    transport.last.sink.lost(gone(), { retryAfterMs: 0 });
    expect(connection.status).toBe('closed');
    clock.advance(60_000);
    expect(transport.tries).toHaveLength(1);
  });

  it('from inside the event of the open link leaves nothing half open', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const { connection, opened } = openConnection(transport, { clock });
    const asked = connection.request('agent.setReady', {});
    connection.subscribe((event) => {
      if (event.type === 'connection.status' && event.status === 'open') void connection.close();
    });
    transport.last.accept();
    expect((await rejectionOf(asked)).code).toBe('bridge/closed');
    expect((await rejectionOf(opened)).code).toBe('bridge/closed');
    expect(transport.last.performed).toEqual([]);
    expect(transport.last.closed).toBe(1);
  });

  it('from inside an event of the first snapshot opens nothing either', async () => {
    const transport = createFakeTransport();
    const { connection, opened } = openConnection(transport, { clock: createFakeClock() });
    const statuses: string[] = [];
    connection.subscribe((event) => {
      if (event.type === 'connection.status') statuses.push(event.status);
      else void connection.close();
    });
    transport.last.accept();
    expect((await rejectionOf(opened)).code).toBe('bridge/closed');
    expect(statuses).toEqual(['closed']);
    expect(connection.status).toBe('closed');
  });
});
