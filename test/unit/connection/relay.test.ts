import { describe, expect, it, vi } from 'vitest';
import { openConnection } from '../../../src/connection/connect.js';
import { createRelay, type RelaySink } from '../../../src/connection/relay.js';
import { AiccError } from '../../../src/errors.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createFakeTransport, everything } from '../../support/fake-transport.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { aCall, anAgent, aSnapshot } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';

/** What a peer hears, in words. `takesWhole` for one that is told the whole state at every change of it. */
async function aPeer({ takesWhole = false } = {}) {
  const { connection, transport, clock } = await anOpenConnection();
  const relay = createRelay(connection);
  const heard: string[] = [];
  const sink: RelaySink = {
    state(isAnew) {
      heard.push(isAnew ? `anew ${connection.snapshot().epoch}` : `stale ${String(relay.state.stale)}`);
      if (takesWhole) relayed.whole();
    },
    event: ({ type }) => heard.push(type),
  };
  const relayed = relay.follow(sink);
  return { connection, transport, clock, relay, relayed, heard };
}

const gone = new AiccError('bridge/peer-gone');
const ready = { type: 'agent.updated', agent: anAgent({ state: 'ready' }) } as const;

describe('a peer that follows a relay', () => {
  it('hears the events, and not that the link tries again', async () => {
    const { transport, heard } = await aPeer();
    transport.last.sink.event(ready, 1);
    transport.last.sink.waiting(gone);
    transport.last.sink.event({ type: 'agent.conflict', workNo: '1001' }, 2);
    expect(heard).toEqual(['agent.updated', 'agent.conflict']);
  });

  it('hears once that the state may be behind, however long', async () => {
    const { transport, clock, heard } = await aPeer();
    transport.last.sink.lost(gone);
    clock.advance(500);
    transport.last.reject(gone);
    await microtasks();
    clock.advance(1000);
    transport.last.accept();
    await microtasks();
    expect(heard).toEqual(['stale true', 'stale false']);
  });

  it('hears that the centre began anew instead of what that changed', async () => {
    const { transport, heard } = await aPeer();
    transport.last.sink.snapshot({ snapshot: aSnapshot({ epoch: 'epoch-2', calls: [] }), seq: 1 });
    transport.last.sink.event(ready, 2);
    expect(heard).toEqual(['anew epoch-2', 'agent.updated']);
  });

  const calls = [aCall({ state: 'held' })];

  it.each([
    ['hears the differences that a gap hid, when it is told only how the link is', false, ['call.updated']],
    ['is not told again what the whole state held', true, []],
  ])('%s', async (_name, takesWhole, events) => {
    const { transport, heard } = await aPeer({ takesWhole });
    transport.last.sink.event({ type: 'call.updated', call: aCall({ state: 'held' }) }, 2);
    expect(heard).toEqual(['stale true']);
    transport.last.performed[0]?.resolve({ snapshot: aSnapshot({ calls }), seq: 2 });
    await microtasks();
    expect(heard).toEqual(['stale true', 'stale false', ...events]);
  });

  it('hears nothing any more once it stopped, while others do', async () => {
    const { transport, relay, relayed, heard } = await aPeer();
    const event = vi.fn();
    relay.follow({ state: () => undefined, event });
    relayed.stop();
    transport.last.sink.event(ready, 1);
    expect(heard).toEqual([]);
    expect(event).toHaveBeenCalledTimes(1);
  });
});

describe('the state of a relay', () => {
  it('keeps what the connection offered while that has no link, also when it is over', async () => {
    const { connection, transport, relay } = await aPeer();
    const offered = Object.keys(everything);
    expect([...(relay.state.offered ?? [])].sort()).toEqual(offered.sort());
    transport.last.sink.lost(gone);
    expect(connection.capabilities.has('call.dial')).toBe(false);
    expect(relay.state).toMatchObject({ stale: true, ended: false });
    expect([...(relay.state.offered ?? [])].sort()).toEqual(offered);
    await connection.close();
    expect(relay.state).toMatchObject({ ended: true });
    expect(relay.state.offered).toHaveLength(offered.length);
  });

  it('does not know what the connection offers before its first link', async () => {
    const transport = createFakeTransport();
    const { connection, opened } = openConnection(transport, { clock: createFakeClock() });
    const relay = createRelay(connection);
    expect(relay.state).toEqual({ stale: true, ended: false, offered: undefined });
    transport.last.accept({ capabilities: { snapshot: true, 'call.hold': true } });
    await opened;
    expect(relay.state.offered).toEqual(['call.hold', 'snapshot']);
  });

  it('is that of the new link already at its first event', async () => {
    const { transport, clock, relay, connection } = await aPeer();
    transport.last.sink.lost(gone);
    clock.advance(500);
    const seen: unknown[] = [];
    relay.follow({
      state: (isAnew) => seen.push([isAnew, connection.snapshot().epoch, relay.state.stale, relay.state.offered]),
      event: ({ type }) => seen.push(type),
    });
    transport.last.accept({ snapshot: aSnapshot({ epoch: 'epoch-2' }), capabilities: { snapshot: true } });
    await microtasks();
    expect(seen).toEqual([[true, 'epoch-2', false, ['snapshot']]]);
  });

  it('stays the same object as long as nothing of it changes', async () => {
    const { transport, relay } = await aPeer();
    const { state } = relay;
    transport.last.sink.event(ready, 1);
    transport.last.sink.waiting(gone);
    expect(relay.state).toBe(state);
  });
});
