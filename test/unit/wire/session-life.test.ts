import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAskingChannel } from '../../../src/wire/asking.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { rejectionOf } from '../../support/rejection.js';
import { messages } from '../../support/turns.js';
import { bareEnd, guestOn, hostOn } from '../../support/wire.js';

const ends: { close(): void }[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});

function aGuest() {
  const { port1, port2 } = new MessageChannel();
  const guest = guestOn(port1, { heartbeatMs: 2000 });
  const line = bareEnd(port2);
  ends.push(guest.channel, port2);
  return { ...guest, line };
}

describe('a session', () => {
  it('answers a ping with one pong and hands neither on', async () => {
    const { line, heard } = aGuest();
    line.port.postMessage({ type: 'ping' });
    line.port.postMessage({ type: 'pong' });
    await messages();
    expect(line.received).toEqual([{ type: 'pong' }]);
    expect(heard).toEqual([]);
  });

  it('ends with a peer that went without a word, and tells it so in case it was only slow', async () => {
    const { channel, clock, gone, line } = aGuest();
    const asked = rejectionOf(channel.request(1, 'snapshot', {}));
    clock.advance(4000);
    expect((await asked).code).toBe('bridge/peer-gone');
    expect(gone).toHaveLength(1);
    await messages();
    expect(line.received.map(({ type }) => type)).toEqual(['request', 'ping', 'ping', 'ping', 'bye']);
    expect(clock.timers).toBe(0);
  });

  it('takes any message for a sign of life, also one that it does not understand', async () => {
    const { clock, gone, line } = aGuest();
    clock.advance(7000);
    line.port.postMessage({ type: 'robot' });
    await messages();
    clock.advance(7000);
    expect(gone).toEqual([]);
  });

  it('is watched closely while a request waits, also one that is acknowledged', async () => {
    const { channel, clock, gone, line } = aGuest();
    const asked = rejectionOf(channel.request(1, 'call.dial', {}));
    await messages();
    line.port.postMessage({ type: 'ack', ids: [1, 99] });
    await messages();
    clock.advance(3000);
    await messages();
    expect(line.ofType('ping')).toHaveLength(3);
    expect(gone).toEqual([]);
    clock.advance(1000);
    expect((await asked).code).toBe('bridge/peer-gone');
  });

  it('in doubt ends at once, unless the peer shows itself', async () => {
    const line = new MessageChannel();
    const doubting = hostOn(line.port1, () => undefined);
    ends.push(line.port2);
    doubting.channel.probe(250);
    doubting.clock.advance(250);
    expect(doubting.gone).toHaveLength(1);

    const { port1, port2 } = new MessageChannel();
    const guest = guestOn(port1);
    const host = hostOn(port2, () => undefined);
    ends.push(guest.channel, host.channel);
    host.channel.probe(250);
    await messages();
    host.clock.advance(1000);
    expect(host.gone).toEqual([]);
  });

  it('says good-bye once and frees its port when it is closed', async () => {
    const { channel, line } = aGuest();
    const freed = new Promise((resolve) => line.port.addEventListener('close', resolve));
    channel.close();
    channel.close();
    await freed;
    expect(line.received).toEqual([{ type: 'bye' }]);
  });

  it('hears nothing behind a good-bye, and ends once', async () => {
    const { gone, heard, line } = aGuest();
    line.port.postMessage({ type: 'bye' });
    line.port.postMessage({ type: 'event', seq: 1, event: { type: 'agent.conflict', workNo: '1001' } });
    line.port.postMessage({ type: 'bye' });
    await messages();
    expect(gone).toMatchObject([{ code: 'bridge/peer-gone' }]);
    expect(heard).toEqual([]);
  });

  it('ends once where the browser says that the port closed, and not when it closes it itself', async () => {
    const { port1, port2 } = new MessageChannel();
    const gone: string[] = [];
    const options = {
      clock: createFakeClock(),
      heartbeatMs: 2000,
      read: () => undefined,
      onMessage: () => undefined,
    };
    const one = createAskingChannel({ ...options, port: port1, onGone: () => gone.push('one') });
    createAskingChannel({ ...options, port: port2, onGone: () => gone.push('two') });
    one.close();
    await messages();
    expect(gone).toEqual(['two']);
  });

  it('ends where the port closes without a good-bye', async () => {
    const { port1, port2 } = new MessageChannel();
    const onGone = vi.fn();
    createAskingChannel({
      port: port1,
      clock: createFakeClock(),
      heartbeatMs: 2000,
      read: () => undefined,
      onMessage: () => undefined,
      onGone,
    });
    port2.close();
    await messages();
    expect(onGone).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'bridge/peer-gone' }));
  });
});
