import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import { createSoftphone } from '../../../src/softphone/create-softphone.js';
import type { SoftphoneState } from '../../../src/softphone/softphone.js';
import { createFakeTransport } from '../../support/fake-transport.js';
import { anOpenConnection } from '../../support/open-connection.js';
import { errorOf, rejectionOf } from '../../support/rejection.js';
import { aCall, aContact, anAgent, aVerification } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';
import { agentIn, allOperations, aSoftphone, aState, ringingCall, storyOf, withCalls } from './a-softphone.js';

describe('the state of a softphone', () => {
  it('shows the link before it is open, and why it is not', async () => {
    const { softphone, transport } = aSoftphone();
    expect(softphone.state()).toMatchObject({ status: 'connecting', calls: [], contacts: [] });
    transport.last.reject(new AiccError('net/unreachable'));
    await microtasks();
    expect(softphone.state()).toMatchObject({ status: 'connecting', error: { code: 'net/unreachable' } });
    expect(softphone.state().nextTryAt).toBeGreaterThan(0);
  });

  it('forgets why it was not open once it is', async () => {
    const { softphone, open } = aSoftphone();
    await open();
    expect(softphone.state()).toMatchObject({ status: 'open', agent: { state: 'ready' } });
    expect(softphone.state()).not.toHaveProperty('error');
    expect(softphone.state()).not.toHaveProperty('nextTryAt');
  });

  it('has the calls that are not over, in the order in which they began', async () => {
    const { softphone, open } = aSoftphone();
    await open(
      withCalls(
        ringingCall({ id: 'young', startedAt: 3 }),
        aCall({ id: 'over', state: 'ended' }),
        aCall({ id: 'old', startedAt: 2 }),
      ),
    );
    expect(softphone.state().calls.map(({ id }) => id)).toEqual(['old', 'young']);
    expect([...softphone.state().allowed.calls.keys()].sort()).toEqual(['old', 'young']);
    expect(softphone.state().focusedContactId).toBe('contact-a');
  });

  it('is one object until something changes', async () => {
    const { softphone, open, emit } = aSoftphone();
    await open(withCalls(aCall()));
    const changes: SoftphoneState[] = [];
    softphone.on('change', (state) => changes.push(state));
    const before = softphone.state();
    emit({ type: 'verification.updated', verification: aVerification({ attempt: 2 }) });
    expect(softphone.state()).toBe(before);
    emit({ type: 'call.updated', call: aCall({ state: 'held' }) });
    expect(softphone.state()).not.toBe(before);
    expect(before.calls[0]?.state).toBe('talking');
    expect(changes).toEqual([softphone.state()]);
    expect(changes[0]).toBe(softphone.state());
  });

  it('changes once for all that a gap brings', async () => {
    const { softphone, open, resync } = aSoftphone();
    await open();
    let changes = 0;
    softphone.on('change', () => (changes += 1));
    resync(withCalls(aCall(), aCall({ id: 'second' })));
    expect(changes).toBe(1);
  });

  it('says when wrap-up will be ended', async () => {
    const { softphone, open, emit } = aSoftphone({ wrapUpSeconds: 20 });
    await open();
    emit(agentIn('wrap-up', { since: 1_000_000 }));
    expect(softphone.state().agent?.until).toBe(1_020_000);
    emit(agentIn('wrap-up', { since: 1_000_000, until: 1_005_000 }));
    expect(softphone.state().agent?.until).toBe(1_005_000);
  });
});

describe('the events of a softphone', () => {
  it('tell of a call from its ringing to the end of its contact', async () => {
    const { open, emit, story } = aSoftphone();
    await open();
    emit(
      { type: 'contact.updated', contact: aContact() },
      { type: 'call.updated', call: ringingCall() },
      agentIn('on-call'),
      { type: 'call.updated', call: aCall() },
      { type: 'call.ended', call: aCall({ state: 'ended' }) },
      { type: 'contact.ended', contact: aContact({ endedAt: 9000 }) },
    );
    expect(story).toEqual([
      'agent ready',
      'ringing call-a',
      'agent on-call',
      'answered call-a',
      'ended call-a',
      'contactEnded contact-a',
    ]);
  });

  it('come once over a lost link', async () => {
    const { open, emit, story, transport, clock } = aSoftphone();
    await open(withCalls(ringingCall()));
    transport.last.sink.lost(new AiccError('bridge/peer-gone'));
    clock.advance(60_000);
    await open(withCalls(ringingCall()));
    emit({ type: 'call.updated', call: aCall() });
    transport.last.sink.lost(new AiccError('bridge/peer-gone'));
    clock.advance(60_000);
    await open(withCalls(aCall({ state: 'ended' })));
    expect(story).toEqual(['agent on-call', 'ringing call-a', 'answered call-a', 'ended call-a']);
  });

  it('tell listeners that are added at once what rings already on a connection that is open', async () => {
    const { connection } = await anOpenConnection({}, { snapshot: withCalls(ringingCall()) });
    const softphone = createSoftphone({ connection });
    expect(softphone.state().calls).toHaveLength(1);
    const story = storyOf(softphone);
    expect(story).toEqual([]);
    await microtasks();
    expect(story).toEqual(['agent on-call', 'ringing call-a']);
  });

  it('show the new state to whoever hears them', async () => {
    const { softphone, open, emit } = aSoftphone();
    await open();
    let seen: unknown;
    softphone.on('ringing', ({ call }) => (seen = softphone.state().allowed.calls.get(call.id)?.has('answer')));
    emit({ type: 'call.updated', call: ringingCall() });
    expect(seen).toBe(true);
  });

  it('leave the ringing to another page where that is the one that rings', async () => {
    let isOwner = false;
    const { open, emit, story } = aSoftphone({ rings: () => isOwner });
    await open();
    emit({ type: 'call.updated', call: ringingCall() });
    isOwner = true;
    emit({ type: 'call.updated', call: aCall() }, { type: 'call.updated', call: ringingCall({ id: 'second' }) });
    expect(story).toEqual(['agent ready', 'answered call-a', 'ringing second']);
  });

  it('leave the ringing to the seat where the agent is signed in', async () => {
    const { softphone, open, emit, story } = aSoftphone({ autoAnswer: true });
    await open(aState({ agent: anAgent({ state: 'ready', elsewhere: true }) }));
    emit({ type: 'contact.updated', contact: aContact() }, { type: 'call.updated', call: ringingCall() });
    expect(story.filter((line) => line.startsWith('ringing'))).toEqual([]);
    expect(softphone.rings()).toBe(false);
    emit(agentIn('ready'));
    expect(softphone.rings()).toBe(true);
  });

  it('tell of a sign-in elsewhere once, by event or by state', async () => {
    const { open, emit, resync, story } = aSoftphone();
    await open();
    const conflicts = () => story.filter((each) => each.startsWith('conflict'));
    emit({ type: 'agent.conflict', workNo: '1001' }, agentIn('ready', { elsewhere: true }));
    expect(conflicts()).toHaveLength(1);
    emit(agentIn('ready'), agentIn('busy', { elsewhere: true }), { type: 'agent.conflict', workNo: '1001' });
    expect(conflicts()).toHaveLength(2);
    emit(agentIn('offline'), { type: 'agent.conflict', workNo: '1001' });
    expect(conflicts()).toHaveLength(3);
    emit(agentIn('ready'));
    resync(aState({ agent: anAgent({ elsewhere: true }) }));
    expect(conflicts()).toEqual(Array(4).fill('conflict 1001'));
  });

  it('are no conflict where the agent was elsewhere before the page came', async () => {
    const { open, story } = aSoftphone();
    await open(aState({ agent: anAgent({ state: 'ready', elsewhere: true }) }));
    expect(story).toEqual(['agent ready']);
  });

  it('end with the returned function and with the signal', async () => {
    const { softphone, open, emit } = aSoftphone();
    await open();
    const heard: string[] = [];
    const stop = new AbortController();
    const off = softphone.on('agent', () => heard.push('first'));
    softphone.on('agent', () => heard.push('second'), stop);
    emit(agentIn('busy'));
    off();
    stop.abort();
    emit(agentIn('rest'));
    expect(heard).toEqual(['first', 'second']);
  });
});

describe('waiting for one event', () => {
  it('gives the next of the name', async () => {
    const { softphone, open, emit } = aSoftphone();
    await open();
    const next = softphone.once('ringing');
    emit({ type: 'call.updated', call: ringingCall() }, { type: 'call.updated', call: ringingCall({ id: 'second' }) });
    expect((await next).call.id).toBe('call-a');
  });

  it('ends with its signal, before and after', async () => {
    const { softphone } = aSoftphone();
    const stop = new AbortController();
    const next = rejectionOf(softphone.once('ringing', stop));
    stop.abort('enough');
    expect(await next).toMatchObject({ code: 'net/aborted', cause: 'enough' });
    expect((await rejectionOf(softphone.once('ringing', stop))).code).toBe('net/aborted');
  });

  it('ends when the softphone is disposed of, before and after', async () => {
    const { softphone } = aSoftphone();
    const next = rejectionOf(softphone.once('ringing'));
    await softphone.dispose();
    expect((await next).code).toBe('bridge/closed');
    expect((await rejectionOf(softphone.once('ringing'))).code).toBe('bridge/closed');
  });
});

describe('disposing of a softphone', () => {
  it('closes the connection that it made and leaves no timer', async () => {
    const { softphone, open, emit, transport, clock } = aSoftphone({ autoAnswer: { afterMs: 500 }, wrapUpSeconds: 9 });
    await open(withCalls(ringingCall()));
    emit(agentIn('wrap-up', { since: clock.now() }));
    expect(clock.timers).toBe(2);
    await softphone.dispose();
    await softphone.dispose();
    expect([softphone.connection.status, transport.last.closed, clock.timers]).toEqual(['closed', 1, 0]);
  });

  it('leaves the connection of somebody else as it was', async () => {
    const { connection, transport } = await anOpenConnection({}, { snapshot: aState(), capabilities: allOperations });
    const softphone = createSoftphone({ connection });
    const story = storyOf(softphone);
    await softphone.dispose();
    expect(connection.status).toBe('open');
    transport.last.sink.event(agentIn('busy'), 1);
    await microtasks();
    expect(story).toEqual([]);
    expect((await rejectionOf(softphone.setReady())).code).toBe('bridge/closed');
    expect((await rejectionOf(softphone.reasons())).code).toBe('bridge/closed');
    expect(transport.last.performed).toEqual([]);
  });

  it('may be done by a listener', async () => {
    const { softphone, open, emit, story } = aSoftphone();
    await open();
    softphone.on('change', () => void softphone.dispose());
    emit({ type: 'call.updated', call: ringingCall() });
    expect(story).toEqual(['agent ready']);
  });
});

describe('the options of a softphone', () => {
  it('are checked before anything is opened', () => {
    const transport = createFakeTransport();
    for (const options of [{ wrapUpSeconds: -1 }, { autoAnswer: { afterMs: NaN } }]) {
      expect(errorOf(() => createSoftphone({ transport }, options)).code).toBe('config/invalid-option');
    }
    expect(transport.tries).toEqual([]);
  });
});
