import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { guestMessageForms, hostMessageForms } from '../../../src/wire/messages.js';
import { rejectionOf } from '../../support/rejection.js';
import { messages } from '../../support/turns.js';
import { bareEnd, guestOn, hostOn } from '../../support/wire.js';

const ends: { close(): void }[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});

function aGuest() {
  const { port1, port2 } = new MessageChannel();
  const guest = guestOn(port1);
  const line = bareEnd(port2);
  ends.push(guest.channel, port2);
  return { guest, line };
}

function aHost() {
  const { port1, port2 } = new MessageChannel();
  const serve = vi.fn(() => 'served');
  const host = hostOn(port1, serve);
  const line = bareEnd(port2);
  ends.push(host.channel, port2);
  return { host, line, serve };
}

describe('on the guest’s side', () => {
  it('a malformed answer rejects the request whose id it names, and no other', async () => {
    const { guest, line } = aGuest();
    const bad = rejectionOf(guest.channel.request(1, 'snapshot', {}));
    const good = guest.channel.request(2, 'snapshot', {});
    line.port.postMessage({ type: 'error', id: 1, error: 'just text' });
    line.port.postMessage({ type: 'result', id: 2, value: 'fine' });
    expect((await bad).code).toBe('bridge/protocol-violation');
    expect(await good).toBe('fine');
    expect(guest.channel.violations()).toBe(1);
    expect(guest.gone).toEqual([]);
    expect(guest.channel.lateAnswers()).toBe(0);
    line.port.postMessage({ type: 'result', id: 1, value: 'after all' });
    await messages();
    expect(guest.channel.lateAnswers()).toBe(1);
  });

  it.each<[string, unknown]>([
    ['an event of an unknown kind', { type: 'event', seq: 1, event: { type: 'robot.updated' } }],
    ['an event without a number', { type: 'event', event: { type: 'agent.conflict', workNo: '1001' } }],
    ['a state without its snapshot', { type: 'state', seq: 1, stale: false, capabilities: {} }],
    ['a welcome without a session', { type: 'welcome', protocol: 1 }],
    ['an acknowledgement of no list', { type: 'ack', ids: 1 }],
    ['a result without an id', { type: 'result', value: 1 }],
    ['text', 'welcome'],
    ['nothing', null],
    ['a list', [{ type: 'ping' }]],
    ['a type that is no text', { type: 1 }],
  ])('%s is counted and has no effect', async (_name, message) => {
    const { guest, line } = aGuest();
    const asked = guest.channel.request(1, 'snapshot', {});
    line.port.postMessage(message);
    await messages();
    expect(guest.channel.violations()).toBe(1);
    expect(guest.heard).toEqual([]);
    line.port.postMessage({ type: 'result', id: 1, value: 'fine' });
    expect(await asked).toBe('fine');
  });

  it.each(['robot', 'request', 'cancel', '__proto__', 'constructor', 'toString'])(
    'a message of the type %s, which no host of this version sends, is ignored',
    async (type) => {
      const { guest, line } = aGuest();
      line.port.postMessage(JSON.parse(`{"type":"${type}","id":1,"operation":"snapshot"}`));
      await messages();
      expect(guest.channel.violations()).toBe(0);
      expect(guest.heard).toEqual([]);
      expect(line.received).toEqual([]);
    },
  );

  it('an answer to nobody is counted as late', async () => {
    const { guest, line } = aGuest();
    line.port.postMessage({ type: 'result', id: 9, value: 1 });
    line.port.postMessage({ type: 'result', id: 9, value: 1 });
    await messages();
    expect(guest.channel.lateAnswers()).toBe(2);
    expect(guest.channel.violations()).toBe(0);
  });
});

describe('on the host’s side', () => {
  it('a malformed request is answered with the violation and not served', async () => {
    const { host, line, serve } = aHost();
    line.port.postMessage({ type: 'request', id: 3, operation: 7 });
    await messages();
    expect(line.received).toMatchObject([{ type: 'error', id: 3, error: { code: 'bridge/protocol-violation' } }]);
    expect(serve).not.toHaveBeenCalled();
    expect(host.channel.violations()).toBe(1);
  });

  it('a request without an id is counted and answered with nothing', async () => {
    const { host, line, serve } = aHost();
    for (const id of [undefined, '1', -1, 1.5, NaN, null]) {
      line.port.postMessage({ type: 'request', id, operation: 'snapshot' });
    }
    await messages();
    expect(line.received).toEqual([]);
    expect(serve).not.toHaveBeenCalled();
    expect(host.channel.violations()).toBe(6);
  });

  it.each(['result', 'error', 'event', 'state', 'welcome', 'ack', 'robot', '__proto__', 'constructor'])(
    'a message of the type %s, which no guest of this version sends, is ignored',
    async (type) => {
      const { host, line, serve } = aHost();
      line.port.postMessage(JSON.parse(`{"type":"${type}","id":1}`));
      await messages();
      expect(host.channel.violations()).toBe(0);
      expect(serve).not.toHaveBeenCalled();
      expect(line.received).toEqual([]);
    },
  );
});

// --- 10,000 of each ---------------------------------------------------------------------------------------------

/** Never the id of a request that waits, so that nothing may happen at all. */
const foreignId = fc.oneof(
  fc.integer({ min: 1000 }),
  fc.integer({ max: -1 }),
  fc.double(),
  fc.string(),
  fc.constant(null),
);
const value = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  maxDepth: 1,
  maxKeys: 3,
});

const malformed = (forms: Readonly<Record<string, (message: unknown) => boolean>>) => {
  const type = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...Object.keys(forms)) },
    { weight: 2, arbitrary: value },
  );
  const shaped = fc.record(
    {
      type,
      id: foreignId,
      seq: value,
      ids: value,
      event: value,
      error: value,
      snapshot: value,
      operation: value,
      capabilities: value,
    },
    { requiredKeys: ['type'], noNullPrototype: true },
  );
  const isWellFormed = (message: unknown): boolean => {
    const kind = (message as { readonly type?: unknown } | null | undefined)?.type;
    if (kind === 'ping' || kind === 'pong' || kind === 'bye') return true;
    return typeof kind === 'string' && Object.hasOwn(forms, kind) && forms[kind]!(message);
  };
  const canCross = (message: unknown): boolean => {
    try {
      structuredClone(message);
      return true;
    } catch {
      return false;
    }
  };
  return fc
    .oneof({ weight: 4, arbitrary: shaped }, { weight: 1, arbitrary: value })
    .filter((message) => canCross(message) && !isWellFormed(message));
};

describe('10,000 random malformed messages', () => {
  it('have no effect on a guest', async () => {
    const { guest, line } = aGuest();
    const settled = vi.fn();
    const asked = guest.channel.request(1, 'snapshot', {});
    asked.then(settled, settled);
    const lies = fc.sample(malformed(hostMessageForms), 10_000);
    for (const message of lies) line.port.postMessage(message);
    line.port.postMessage({ type: 'ping' });
    await vi.waitFor(() => expect(line.ofType('pong')).toHaveLength(1));
    expect(settled).not.toHaveBeenCalled();
    expect(guest.heard).toEqual([]);
    expect(guest.gone).toEqual([]);
    expect(guest.channel.lateAnswers()).toBe(0);
    expect(guest.channel.violations()).toBeGreaterThan(5000);
    expect(line.received.map(({ type }) => type)).toEqual(['request', 'pong']);
    line.port.postMessage({ type: 'result', id: 1, value: 'fine' });
    expect(await asked).toBe('fine');
  });

  it('have no effect on a host, which answers those that name an id with nothing but the violation', async () => {
    const { host, line, serve } = aHost();
    const lies = fc.sample(malformed(guestMessageForms), 10_000);
    for (const message of lies) line.port.postMessage(message);
    line.port.postMessage({ type: 'ping' });
    await vi.waitFor(() => expect(line.ofType('pong')).toHaveLength(1));
    expect(serve).not.toHaveBeenCalled();
    expect(host.gone).toEqual([]);
    expect(host.channel.violations()).toBeGreaterThan(5000);
    for (const message of line.received) {
      if (message.type === 'pong') continue;
      expect(message).toMatchObject({ type: 'error', error: { code: 'bridge/protocol-violation' } });
    }
    line.port.postMessage({ type: 'request', id: 1, operation: 'snapshot' });
    await vi.waitFor(() => expect(line.ofType('result')).toEqual([{ type: 'result', id: 1, value: 'served' }]));
  });
});
