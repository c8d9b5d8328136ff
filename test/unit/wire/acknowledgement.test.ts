import { afterEach, describe, expect, it } from 'vitest';
import { messages, microtasks } from '../../support/turns.js';
import { bareEnd, hostOn } from '../../support/wire.js';

const ends: { close(): void }[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});

/** A host whose calls settle when the test says so, and the bare line of its guest. */
function aHost(isSynchronous = false) {
  const { port1, port2 } = new MessageChannel();
  const settle = new Map<unknown, (value: unknown) => void>();
  const { channel, clock } = hostOn(port1, ({ input }) =>
    isSynchronous ? input : new Promise((resolve) => settle.set(input, resolve)),
  );
  const line = bareEnd(port2);
  ends.push(channel, port2);
  const ask = async (id: number): Promise<void> => {
    port2.postMessage({ type: 'request', id, operation: 'snapshot', input: id });
    await messages();
  };
  return { clock, line, settle, ask };
}

describe('an acknowledgement', () => {
  it('does not go out for a handler that answers at once: its result says it all', async () => {
    const { clock, line, ask } = aHost(true);
    const timers = clock.timersEverSet;
    await ask(1);
    clock.advance(1000);
    await messages();
    expect(line.received).toEqual([{ type: 'result', id: 1, value: 1 }]);
    expect(clock.timersEverSet - timers).toBeLessThanOrEqual(1); // the heartbeat's tick
  });

  it('does not go out when the handler settles within 50 ms', async () => {
    const { clock, line, settle, ask } = aHost();
    await ask(1);
    clock.advance(49);
    settle.get(1)?.('done');
    await microtasks();
    clock.advance(100);
    await messages();
    expect(line.received).toEqual([{ type: 'result', id: 1, value: 'done' }]);
  });

  it('goes out once, after 50 ms, however long the handler takes', async () => {
    const { clock, line, settle, ask } = aHost();
    await ask(1);
    clock.advance(49);
    await messages();
    expect(line.ofType('ack')).toEqual([]);
    clock.advance(1);
    await messages();
    expect(line.ofType('ack')).toEqual([{ type: 'ack', ids: [1] }]);
    clock.advance(900);
    settle.get(1)?.('done');
    await messages();
    expect(line.received).toEqual([
      { type: 'ack', ids: [1] },
      { type: 'result', id: 1, value: 'done' },
    ]);
  });

  it('goes out in one message for calls that came together, on one timer', async () => {
    const { clock, line, ask } = aHost();
    const timers = clock.timers;
    for (const id of [1, 2, 3]) await ask(id);
    expect(clock.timers - timers).toBe(1);
    clock.advance(50);
    await messages();
    expect(line.ofType('ack')).toEqual([{ type: 'ack', ids: [1, 2, 3] }]);
  });

  it('goes out for a younger call at its own 50 ms, and for no call twice', async () => {
    const { clock, line, settle, ask } = aHost();
    await ask(1);
    clock.advance(30);
    await ask(2);
    await ask(3);
    clock.advance(20);
    await messages();
    expect(line.ofType('ack')).toEqual([{ type: 'ack', ids: [1] }]);
    settle.get(2)?.('done');
    await messages();
    clock.advance(29);
    await messages();
    expect(line.ofType('ack')).toHaveLength(1);
    clock.advance(1);
    await messages();
    expect(line.ofType('ack')).toEqual([
      { type: 'ack', ids: [1] },
      { type: 'ack', ids: [3] },
    ]);
  });

  it('does not go out for a call that was cancelled', async () => {
    const { clock, line, ask } = aHost();
    await ask(1);
    line.port.postMessage({ type: 'cancel', id: 1 });
    await messages();
    clock.advance(100);
    await messages();
    expect(line.received).toEqual([]);
  });
});
