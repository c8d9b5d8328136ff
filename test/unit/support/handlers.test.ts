import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CenterEvent } from '../../../src/protocol/events.js';
import { silentLogger } from '../../../src/log.js';
import { createHandlers, type Handlers } from '../../../src/support/handlers.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { aCall, aContact, aSnapshot, aVerification } from '../../support/samples.js';
import { errorOf } from '../../support/rejection.js';
import { microtasks } from '../../support/turns.js';

const nobody = aSnapshot({ contacts: [], calls: [], verifications: [], focus: {} });
const callIn: CenterEvent[] = [
  { type: 'contact.updated', contact: aContact() },
  { type: 'focus.changed', focus: { contactId: 'contact-a' } },
  { type: 'call.updated', call: aCall({ state: 'ringing', answeredAt: undefined as never }) },
];

let fixture: Awaited<ReturnType<typeof anOpenConnection>>;
let handlers: Handlers;
let seq: number;
const emit = (...events: CenterEvent[]): void => {
  for (const event of events) fixture.transport.last.sink.event(event, ++seq);
};

async function open(snapshot = nobody): Promise<void> {
  fixture = await anOpenConnection({}, { snapshot });
  seq = 0;
  handlers = createHandlers(fixture.connection, silentLogger);
  await microtasks();
}

beforeEach(() => open());
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a handler', () => {
  it('is called once per event, also when it was added twice', () => {
    const handler = vi.fn();
    handlers.add('Ringing', handler);
    handlers.add('Ringing', handler);
    emit(...callIn);
    expect(handler).toHaveBeenCalledOnce();
    expect(handler).toHaveBeenCalledWith(expect.objectContaining({ callerNum: '5550100', callid: 'contact-a' }));
  });

  it('stands beside others of its event', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    handlers.add('Ringing', first);
    handlers.add('Ringing', second);
    emit(...callIn);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  });

  it('is removed by name and function, by what add gave back, and by its signal', () => {
    const [byName, byOff, bySignal, stays] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    const controller = new AbortController();
    handlers.add('Ringing', stays);
    handlers.add('Ringing', byName);
    handlers.add('Ringing', byOff)();
    handlers.add('Ringing', bySignal, { signal: controller.signal });
    handlers.remove('Ringing', byName);
    controller.abort();
    emit(...callIn);
    expect([byName, byOff, bySignal, stays].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 1]);
  });

  it('is removed with all of its event, and only those, by the name alone', () => {
    const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()];
    handlers.add('Ringing', first);
    handlers.add('Ringing', second);
    handlers.add('Talking', other);
    handlers.remove('Ringing');
    emit(...callIn, { type: 'call.updated', call: aCall() });
    expect([first, second, other].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1]);
  });

  it('that throws breaks no other, and is reported to the page', () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const other = vi.fn();
    handlers.add('Ringing', () => {
      throw new Error('a bug of the page');
    });
    handlers.add('Ringing', other);
    emit(...callIn, { type: 'call.updated', call: aCall() });
    expect(other).toHaveBeenCalledOnce();
    expect(reported).toHaveBeenCalledOnce();
  });

  it('of an unknown event is config/unknown-event, added or removed', () => {
    for (const name of ['ringing', 'toString', '__proto__', '', undefined]) {
      expect(errorOf(() => handlers.add(name as 'Init', vi.fn())).code).toBe('config/unknown-event');
      expect(errorOf(() => handlers.remove(name as 'Init')).code).toBe('config/unknown-event');
    }
  });

  it('hears nothing any more after dispose, not even what it was owed', async () => {
    const handler = vi.fn();
    handlers.add('Init', handler);
    handlers.dispose();
    emit(...callIn);
    await microtasks();
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('Init', () => {
  it('comes once, with nothing but the work number', async () => {
    const fresh = await anOpenConnection({}, { snapshot: nobody });
    const own = createHandlers(fresh.connection, silentLogger);
    const handler = vi.fn();
    own.add('Init', handler);
    expect(handler).not.toHaveBeenCalled(); // not while it is being added
    await microtasks();
    expect(handler.mock.calls).toEqual([[{ workNo: '1001' }]]);
    fresh.transport.last.sink.event({ type: 'agent.updated', agent: { ...nobody.agent!, state: 'ready' } }, 1);
    await microtasks();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('comes to a late handler, and only to that', async () => {
    const [early, late] = [vi.fn(), vi.fn()];
    handlers.add('Init', early);
    await microtasks();
    early.mockClear();
    handlers.add('Init', late);
    await microtasks();
    expect(late.mock.calls).toEqual([[{ workNo: '1001' }]]);
    expect(early).not.toHaveBeenCalled();
    // The same function counts once: it has heard it.
    handlers.add('Init', late);
    await microtasks();
    expect(late).toHaveBeenCalledOnce();
  });

  it('waits for an agent where there is none yet', async () => {
    const { agent, ...rest } = nobody;
    await open(rest);
    const handler = vi.fn();
    handlers.add('Init', handler, { replay: true });
    await microtasks();
    expect(handler).not.toHaveBeenCalled();
    emit({ type: 'agent.updated', agent: agent! });
    await microtasks();
    expect(handler.mock.calls).toEqual([[{ workNo: '1001' }]]);
  });

  it('does not come again after a reconnection', async () => {
    const handler = vi.fn();
    handlers.add('Init', handler);
    await microtasks();
    const { AiccError } = await import('../../../src/errors.js');
    fixture.transport.last.sink.lost(new AiccError('bridge/peer-gone', 'gone'), { retryAfterMs: 0 });
    fixture.transport.last.accept({ snapshot: { ...nobody, epoch: 'epoch-2' } });
    await microtasks();
    expect(fixture.connection.status).toBe('open');
    expect(handler).toHaveBeenCalledOnce();
  });
});

describe('replay', () => {
  it('tells of the contact that is there, once, and not while the handler is being added', async () => {
    await open(aSnapshot());
    const [ringing, talking] = [vi.fn(), vi.fn()];
    handlers.add('Ringing', ringing, { replay: true });
    handlers.add('Talking', talking, { replay: true });
    expect(ringing).not.toHaveBeenCalled();
    await microtasks();
    expect(ringing.mock.calls).toEqual([[expect.objectContaining({ callid: 'contact-a', callerNum: '5550100' })]]);
    expect(talking).toHaveBeenCalledOnce();
    emit({ type: 'call.updated', call: aCall({ state: 'held' }) });
    await microtasks();
    expect([ringing.mock.calls.length, talking.mock.calls.length]).toEqual([1, 1]);
  });

  it('is not made to a handler that did not ask for it', async () => {
    await open(aSnapshot());
    const handler = vi.fn();
    handlers.add('Ringing', handler);
    await microtasks();
    expect(handler).not.toHaveBeenCalled();
  });

  it('tells nothing where nothing is, and the event of later still comes once', async () => {
    const handler = vi.fn();
    handlers.add('Ringing', handler, { replay: true });
    await microtasks();
    expect(handler).not.toHaveBeenCalled();
    emit(...callIn);
    await microtasks();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('does not double what happens before it is made', async () => {
    const handler = vi.fn();
    handlers.add('Ringing', handler, { replay: true });
    emit(...callIn);
    await microtasks();
    expect(handler).toHaveBeenCalledOnce();
  });

  it('tells only of the contact in focus', async () => {
    const contacts = [aContact(), aContact({ id: 'contact-b' })];
    const calls = [aCall(), aCall({ id: 'call-b', contactId: 'contact-b', callerNum: '5550101' })];
    await open(aSnapshot({ contacts, calls, focus: { contactId: 'contact-b' } }));
    const handler = vi.fn();
    handlers.add('Ringing', handler, { replay: true });
    await microtasks();
    expect(handler.mock.calls).toEqual([[expect.objectContaining({ callerNum: '5550101' })]]);
  });

  it('serves one function that was added for several events', async () => {
    await open(aSnapshot({ verifications: [aVerification({ result: 1 })] }));
    const handler = vi.fn();
    for (const name of ['Init', 'Ringing', 'Talking', 'VerifyResult'] as const) {
      handlers.add(name, handler, { replay: true });
    }
    await microtasks();
    expect(handler).toHaveBeenCalledTimes(4);
  });

  it('is not made to a handler that was removed meanwhile', async () => {
    await open(aSnapshot());
    const handler = vi.fn();
    handlers.add('Ringing', handler, { replay: true })();
    await microtasks();
    expect(handler).not.toHaveBeenCalled();
  });

  it('is not made after its signal has aborted', async () => {
    await open(aSnapshot());
    const handler = vi.fn();
    handlers.add('Ringing', handler, { replay: true, signal: AbortSignal.abort() });
    await microtasks();
    expect(handler).not.toHaveBeenCalled();
  });
});
