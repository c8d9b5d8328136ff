import { describe, expect, it, vi } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import { silentLogger } from '../../../src/log.js';
import type { Call } from '../../../src/protocol/entities.js';
import type { CenterEvent, ConnectionEvent } from '../../../src/protocol/events.js';
import { everything } from '../../support/fake-transport.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { aCall, aContact, aSnapshot } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';

const updated = (state: Call['state']): CenterEvent => ({ type: 'call.updated', call: aCall({ state }) });
const stateOf = (event: ConnectionEvent): string =>
  event.type === 'call.updated' ? event.call.state : event.type === 'connection.status' ? event.status : event.type;

describe('the events of a connection', () => {
  it('are in the snapshot when listeners hear them', async () => {
    const { transport, connection } = await anOpenConnection();
    const seen: string[] = [];
    connection.subscribe(() => seen.push(connection.snapshot().calls[0]!.state));
    transport.last.sink.event(updated('held'), 1);
    transport.last.sink.event(updated('talking'), 2);
    expect(seen).toEqual(['held', 'talking']);
  });

  it('reach every listener, though one throws', async () => {
    const { transport, connection } = await anOpenConnection();
    connection.subscribe(() => {
      throw new Error('listener');
    });
    const other = vi.fn();
    connection.subscribe(other);
    transport.last.sink.event(updated('held'), 1);
    expect(other).toHaveBeenCalledTimes(1);
    expect(connection.status).toBe('open');
  });

  it('come once to a function that subscribed twice, and not after its signal aborted', async () => {
    const { transport, connection } = await anOpenConnection();
    const listener = vi.fn();
    const controller = new AbortController();
    connection.subscribe(listener, { signal: controller.signal });
    connection.subscribe(listener);
    transport.last.sink.event(updated('held'), 1);
    controller.abort();
    transport.last.sink.event(updated('talking'), 2);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('come to all listeners in one order, also when the transport speaks while one of them runs', async () => {
    const { transport, connection } = await anOpenConnection();
    const { sink } = transport.last;
    const seen: string[] = [];
    connection.subscribe((event) => {
      if (stateOf(event) === 'ringing') sink.event(updated('talking'), 2);
      seen.push(`first ${stateOf(event)} in ${connection.snapshot().calls[0]!.state}`);
    });
    connection.subscribe((event) => seen.push(`second ${stateOf(event)}`));
    sink.event(updated('ringing'), 1);
    expect(seen).toEqual(['first ringing in ringing', 'second ringing', 'first talking in talking', 'second talking']);
  });

  it('end when a listener closes the connection: the others hear of that and of nothing else', async () => {
    const { transport, connection } = await anOpenConnection();
    const seen: string[] = [];
    connection.subscribe(() => void connection.close());
    connection.subscribe((event) => seen.push(stateOf(event)));
    transport.last.sink.event(updated('held'), 1);
    transport.last.sink.event(updated('talking'), 2);
    expect(seen).toEqual(['closed']);
  });
});

describe('a gap', () => {
  it('makes the connection stale, asks for the state and tells what changed', async () => {
    const { transport, connection, heard } = await anOpenConnection();
    transport.last.sink.event(updated('held'), 3);
    expect(connection.status).toBe('stale');
    expect(transport.last.performed.map(({ call }) => call.operation)).toEqual(['snapshot']);
    const snapshot = aSnapshot({ calls: [aCall({ state: 'conference' })] });
    transport.last.performed[0]?.resolve({ snapshot, seq: 3 });
    await microtasks();
    expect(connection.snapshot()).toBe(snapshot);
    expect(heard.map(stateOf)).toEqual(['stale', 'open', 'conference']);
  });

  it('shows the whole new state before the first of its events', async () => {
    const { transport, connection } = await anOpenConnection();
    const snapshot = aSnapshot({
      contacts: [aContact(), aContact({ id: 'contact-b' })],
      calls: [aCall(), aCall({ id: 'call-b', contactId: 'contact-b' })],
    });
    const seen: number[] = [];
    connection.subscribe(() => seen.push(connection.snapshot().calls.length));
    transport.last.sink.snapshot({ snapshot, seq: 1 });
    expect(seen).toEqual([2, 2]);
  });

  it('that closes by itself needs no answer, and an old answer takes nothing back', async () => {
    const { transport, connection, heard } = await anOpenConnection();
    transport.last.sink.event(updated('held'), 2);
    transport.last.sink.event(updated('consulting'), 1);
    transport.last.sink.event(updated('talking'), 3);
    expect(connection.status).toBe('open');
    transport.last.performed[0]?.resolve({ snapshot: aSnapshot({ calls: [aCall({ state: 'held' })] }), seq: 2 });
    await microtasks();
    expect(heard.map(stateOf)).toEqual(['stale', 'consulting', 'held', 'open', 'talking']);
    expect(connection.snapshot().calls[0]?.state).toBe('talking');
  });

  it('is noticed at the end too, when the source says how far it is', async () => {
    const { transport, connection } = await anOpenConnection();
    transport.last.sink.reached(1);
    expect(connection.status).toBe('stale');
    expect(transport.last.performed).toHaveLength(1);
  });

  it('is asked about again when the answer did not reach far enough', async () => {
    const { transport, connection } = await anOpenConnection();
    transport.last.sink.event(updated('held'), 5);
    transport.last.performed[0]?.resolve({ snapshot: aSnapshot(), seq: 2 });
    await microtasks();
    expect(transport.last.performed).toHaveLength(2);
    expect(connection.status).toBe('stale');
    transport.last.performed[1]?.resolve({ snapshot: aSnapshot(), seq: 5 });
    await microtasks();
    expect(connection.status).toBe('open');
  });

  it('makes the link be opened anew when no state comes, also on a page without deadlines', async () => {
    const { clock, transport, connection, heard } = await anOpenConnection({ timeoutMs: Infinity });
    transport.last.sink.event(updated('held'), 2);
    clock.advance(9999);
    await microtasks();
    expect(connection.status).toBe('stale');
    clock.advance(1);
    await microtasks();
    expect(heard.at(-1)).toMatchObject({
      status: 'reconnecting',
      error: { code: 'bridge/peer-gone', cause: { code: 'net/timeout' } },
    });
  });

  it('waits no longer for the state than for any other answer', async () => {
    const { clock, transport, connection } = await anOpenConnection({ timeoutMs: 2000 });
    transport.last.sink.event(updated('held'), 2);
    clock.advance(2000);
    await microtasks();
    expect(connection.status).toBe('reconnecting');
  });

  it('that cannot be closed makes the link be opened anew', async () => {
    const { clock, transport, connection, heard } = await anOpenConnection();
    transport.last.sink.event(updated('held'), 2);
    transport.last.performed[0]?.reject(new AiccError('server/internal', 'No state'));
    await microtasks();
    expect(heard.at(-1)).toMatchObject({
      status: 'reconnecting',
      error: { code: 'bridge/peer-gone', cause: { code: 'server/internal' } },
    });
    clock.advance(500);
    transport.last.accept();
    await microtasks();
    expect(connection.status).toBe('open');
  });

  it('of a link that is gone by then is nobody’s business', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    const first = transport.last;
    first.sink.event(updated('held'), 2);
    first.sink.lost(new AiccError('bridge/peer-gone', 'Gone'));
    clock.advance(500);
    transport.last.accept({ seq: 0 });
    first.performed[0]?.resolve({ snapshot: aSnapshot({ epoch: 'old' }), seq: 9 });
    await microtasks();
    expect(connection.snapshot().epoch).toBe('epoch-1');
    expect(transport.tries).toHaveLength(2);
  });
});

describe('the state after a loss', () => {
  it('is told as the events that lead to it', async () => {
    const { clock, transport, connection, heard } = await anOpenConnection();
    transport.last.sink.lost(new AiccError('bridge/peer-gone', 'Gone'));
    clock.advance(500);
    heard.length = 0;
    transport.last.accept({ snapshot: aSnapshot({ calls: [aCall({ state: 'held' })] }), seq: 40 });
    await microtasks();
    expect(heard.map(stateOf)).toEqual(['held', 'open']);
    transport.last.sink.event(updated('talking'), 41);
    expect(connection.snapshot().calls[0]?.state).toBe('talking');
  });

  it('of another epoch ends everything of the old one', async () => {
    const { clock, transport, heard } = await anOpenConnection();
    transport.last.sink.lost(new AiccError('bridge/peer-gone', 'Gone'));
    clock.advance(500);
    heard.length = 0;
    transport.last.accept({ snapshot: aSnapshot({ epoch: 'epoch-2', calls: [], verifications: [] }) });
    await microtasks();
    expect(heard.map(({ type }) => type)).toEqual([
      'call.ended',
      'contact.ended',
      'contact.updated',
      'focus.changed',
      'connection.status',
    ]);
  });
});

describe('the log of a connection', () => {
  it('tells each status with its reason', async () => {
    const info = vi.fn();
    const { transport } = await anOpenConnection({ logger: { ...silentLogger, info } });
    const error = new AiccError('bridge/peer-gone', 'Gone');
    transport.last.sink.lost(error);
    expect(info.mock.calls).toEqual([
      ['Connection fake: open', {}],
      ['Connection fake: reconnecting', expect.objectContaining({ error, attempt: 1 })],
    ]);
  });
});

describe('staleness', () => {
  it('of what lies behind the link is a status, told once each way', async () => {
    const { transport, connection, heard } = await anOpenConnection();
    const { sink } = transport.last;
    sink.stale(true);
    sink.stale(true);
    expect(connection.status).toBe('stale');
    sink.stale(false);
    expect(heard.map(stateOf)).toEqual(['stale', 'open']);
  });

  it('says why and when it is tried again, each time that this is news, and says it again with other news', async () => {
    const { transport, heard } = await anOpenConnection();
    const { sink } = transport.last;
    const error = new AiccError('net/unreachable');
    sink.stale(true, { error, attempt: 1, nextTryAt: 5 });
    sink.stale(true, { error, attempt: 2, nextTryAt: 9 });
    sink.capabilities({});
    sink.stale(false);
    const first = { type: 'connection.status', status: 'stale', error, attempt: 1, nextTryAt: 5 };
    const second = { ...first, attempt: 2, nextTryAt: 9 };
    expect(heard).toEqual([first, second, second, { type: 'connection.status', status: 'open' }]);
  });

  it('does not end while either the far link or an event is missing', async () => {
    const { transport, connection } = await anOpenConnection();
    const { sink } = transport.last;
    sink.stale(true);
    sink.event(updated('held'), 2);
    sink.stale(false);
    expect(connection.status).toBe('stale');
    sink.stale(true);
    sink.event(updated('ringing'), 1);
    expect(connection.status).toBe('stale');
    sink.stale(false);
    expect(connection.status).toBe('open');
  });

  it('does not end with a snapshot that is older than what the source has reached', async () => {
    const { transport, connection, heard } = await anOpenConnection();
    const { sink } = transport.last;
    sink.reached(3);
    transport.last.performed[0]!.resolve({ snapshot: aSnapshot(), seq: 2 });
    await microtasks();
    expect(connection.status).toBe('stale');
    transport.last.performed[1]!.resolve({ snapshot: aSnapshot(), seq: 3 });
    await microtasks();
    expect(heard.map(stateOf)).toEqual(['stale', 'open']);
  });

  it('of the lost link is forgotten with it', async () => {
    const { clock, transport, connection } = await anOpenConnection();
    transport.last.sink.stale(true);
    transport.last.sink.lost(new AiccError('bridge/peer-gone', 'Gone'));
    clock.advance(500);
    transport.last.accept();
    await microtasks();
    expect(connection.status).toBe('open');
  });

  it('lets requests through', async () => {
    const { transport, connection } = await anOpenConnection();
    transport.last.sink.stale(true);
    void connection.request('agent.setReady', {});
    expect(transport.last.performed).toHaveLength(1);
  });
});

describe('what an open connection offers', () => {
  it('changes with an event that tells the same status once more', async () => {
    const { transport, connection, heard } = await anOpenConnection();
    const { sink } = transport.last;
    const offered: boolean[] = [];
    connection.subscribe(() => offered.push(connection.capabilities.has('call.hold')));
    sink.capabilities({ ...everything, 'call.hold': true });
    sink.capabilities({ ...everything, 'call.hold': true });
    sink.stale(true);
    sink.capabilities(everything);
    expect(heard.map(stateOf)).toEqual(['open', 'stale', 'stale']);
    expect(offered).toEqual([true, true, false]);
  });

  it('is told with the status of a new link, not before', async () => {
    const { clock, transport, heard } = await anOpenConnection();
    transport.last.sink.lost(new AiccError('bridge/peer-gone', 'Gone'));
    clock.advance(500);
    transport.last.sink.capabilities({});
    transport.last.accept();
    await microtasks();
    expect(heard.map(stateOf)).toEqual(['reconnecting', 'open']);
  });
});
