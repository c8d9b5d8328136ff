import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import { rejectionOf } from '../../support/rejection.js';
import { aCall, anAgent } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';
import { agentIn, aSoftphone, aState, ringingCall, withCalls } from './a-softphone.js';

const opened = async (...[snapshot, accepted]: Parameters<ReturnType<typeof aSoftphone>['open']>) => {
  const ground = aSoftphone();
  await ground.open(snapshot, accepted);
  return ground;
};

describe('signing in', () => {
  it('waits for the link at first', async () => {
    const { softphone, open, asked, transport, accept } = aSoftphone();
    const done = softphone.signIn();
    await open(aState({ agent: anAgent({ state: 'offline' }) }));
    expect(asked()).toEqual([['snapshot', {}]]);
    transport.last.performed[0]!.resolve({ snapshot: aState({ agent: anAgent({ state: 'offline' }) }), seq: 0 });
    await microtasks();
    expect(asked()).toEqual([
      ['snapshot', {}],
      ['agent.signIn', {}],
    ]);
    await accept();
    await done;
  });

  it('fails with what keeps the link from opening', async () => {
    const { softphone, transport } = aSoftphone();
    const failed = rejectionOf(softphone.signIn());
    transport.last.reject(new AiccError('auth/token-rejected'));
    expect((await failed).code).toBe('auth/token-rejected');
  });

  it('is done already where the agent is signed in here, and so is signing out where they are not', async () => {
    const here = await opened();
    await here.softphone.signIn();
    await here.softphone.signIn({ force: true });
    const out = await opened(aState({ agent: anAgent({ state: 'offline' }) }));
    await out.softphone.signOut();
    expect([here.asked(), out.asked()]).toEqual([[], []]);
  });

  it('takes the agent from another seat only by force', async () => {
    const { softphone, asked, accept } = await opened(aState({ agent: anAgent({ state: 'ready', elsewhere: true }) }));
    expect((await rejectionOf(softphone.signIn())).code).toBe('auth/signed-in-elsewhere');
    expect((await rejectionOf(softphone.setReady())).code).toBe('auth/signed-in-elsewhere');
    const done = softphone.signIn({ force: true });
    await microtasks();
    expect(asked()).toEqual([['agent.signIn', { force: true }]]);
    await accept();
    await done;
  });

  it('hands on that another seat has the agent where only the centre knows it', async () => {
    const { softphone, transport } = await opened(aState({ agent: anAgent({ state: 'offline' }) }));
    const failed = rejectionOf(softphone.signIn());
    await microtasks();
    transport.last.performed[0]!.reject(new AiccError('auth/signed-in-elsewhere'));
    expect((await failed).code).toBe('auth/signed-in-elsewhere');
  });
});

describe('what a softphone asks of the centre', () => {
  it('is what was given, and nothing of what was left out', async () => {
    const { softphone, asked } = await opened(withCalls(aCall({ state: 'held', recording: 'on' })));
    void softphone.setReady();
    void softphone.setBusy({ reason: '7' });
    void softphone.rest({ seconds: 60, timeoutMs: 500 });
    void softphone.dial('+1 (555) 010-0100', { callData: '{}', timeoutMs: 500 });
    void softphone.transfer({ to: ' 372 ' });
    void softphone.transfer({ to: '555 0101', kind: 'number', mode: 'on-answer' });
    void softphone.consult({ to: 'retail', kind: 'skillGroup' });
    void softphone.setData('{"a":1}');
    void softphone.focus({ callId: 'call-a' });
    await microtasks();
    const callId = 'call-a';
    expect(asked()).toEqual([
      ['agent.setReady', {}],
      ['agent.setBusy', { reason: '7' }],
      ['agent.rest', { seconds: 60 }],
      ['call.dial', { calledNum: '+15550100100', mediaType: 'audio', callData: '{}' }],
      ['call.transfer', { callId, to: '372' }],
      ['call.transfer', { callId, to: '5550101', kind: 'number', mode: 'on-answer' }],
      ['call.consult', { callId, to: 'retail', kind: 'skillGroup' }],
      ['call.setData', { callId, callData: '{"a":1}' }],
      ['call.focus', { contactId: 'contact-a' }],
    ]);
  });

  it('names the call for every simple operation', async () => {
    const main = aCall({ state: 'held' });
    const leg = aCall({ id: 'leg', consultOf: 'call-a', recording: 'on' });
    const { softphone, asked } = await opened(withCalls(main, leg, ringingCall({ id: 'third', contactId: 'b' })));
    void softphone.answer();
    void softphone.reject();
    void softphone.hangUp();
    void softphone.hold();
    void softphone.retrieve();
    void softphone.mute();
    void softphone.completeTransfer();
    void softphone.cancelConsult();
    void softphone.conference();
    void softphone.pauseRecording();
    await microtasks();
    expect(asked().map(([operation, input]) => [operation, (input as { callId: string }).callId])).toEqual([
      ['call.answer', 'third'],
      ['call.reject', 'third'],
      ['call.hangUp', 'leg'],
      ['call.hold', 'leg'],
      ['call.retrieve', 'call-a'],
      ['call.mute', 'leg'],
      ['call.completeTransfer', 'leg'],
      ['call.cancelConsult', 'leg'],
      ['call.conference', 'leg'],
      ['call.pauseRecording', 'leg'],
    ]);
  });

  it('is about the call that talks before one that rings before one that is held, in focus before others', async () => {
    const inOrder = [
      aCall({ id: 'held-far', contactId: 'far', state: 'held' }),
      aCall({ id: 'held-near', state: 'held' }),
      ringingCall({ id: 'rings', contactId: 'far' }),
      aCall({ id: 'talks', contactId: 'far' }),
    ];
    for (let count = 4; count > 0; count -= 1) {
      const { softphone, asked } = await opened(withCalls(...inOrder.slice(0, count)));
      void softphone.setData('x');
      await microtasks();
      const expected = ['held-far', 'held-near', 'rings', 'talks'][count - 1];
      expect(asked()).toEqual([['call.setData', { callId: expected, callData: 'x' }]]);
    }
  });

  it('goes to the held call to swap', async () => {
    const { softphone, asked } = await opened(
      withCalls(aCall(), aCall({ id: 'second', contactId: 'b', state: 'held' })),
    );
    void softphone.swap();
    await microtasks();
    expect(asked()).toEqual([['call.retrieve', { callId: 'second' }]]);
  });

  it('resolves with what the centre gives', async () => {
    const { softphone, accept } = await opened();
    const dialled = softphone.dial('5550100');
    await microtasks();
    await accept({ callId: 'call-9', contactId: 'contact-9' });
    expect(await dialled).toEqual({ callId: 'call-9', contactId: 'contact-9' });
  });
});

describe('what is not allowed', () => {
  it('rejects without leaving the page, and is told', async () => {
    const { softphone, asked, story } = await opened(withCalls(aCall()));
    story.length = 0;
    expect((await rejectionOf(softphone.answer())).code).toBe('call/wrong-state');
    expect((await rejectionOf(softphone.retrieve({ callId: 'call-a' }))).code).toBe('call/wrong-state');
    expect((await rejectionOf(softphone.hold({ callId: 'other' }))).code).toBe('call/not-found');
    expect((await rejectionOf(softphone.signOut())).code).toBe('call/wrong-state');
    expect((await rejectionOf(softphone.endWrapUp())).code).toBe('call/wrong-state');
    expect((await rejectionOf(softphone.dial('5550100'))).code).toBe('call/wrong-state');
    expect(asked()).toEqual([]);
    expect(story).toEqual([
      'failed answer call/wrong-state',
      'failed retrieve call/wrong-state',
      'failed hold call/not-found',
      'failed signOut call/wrong-state',
      'failed endWrapUp call/wrong-state',
      'failed dial call/wrong-state',
    ]);
  });

  it('is told apart from what there is no call for', async () => {
    const { softphone } = await opened();
    expect((await rejectionOf(softphone.hangUp())).code).toBe('call/not-found');
  });

  it('is what the link does not offer, with the reason of the link', async () => {
    const { softphone, asked } = await opened(withCalls(aCall()), {
      capabilities: { snapshot: true, 'call.hold': 'not-allowed' },
    });
    expect((await rejectionOf(softphone.hold())).code).toBe('bridge/not-allowed');
    expect((await rejectionOf(softphone.sendDtmf('1'))).code).toBe('bridge/unsupported-operation');
    expect((await rejectionOf(softphone.signOut())).code).toBe('bridge/unsupported-operation');
    expect((await rejectionOf(softphone.outboundNumbers())).code).toBe('bridge/unsupported-operation');
    expect(asked()).toEqual([]);
  });

  it('is a number that nobody can dial, and a key that no telephone has', async () => {
    const { softphone, asked } = await opened(withCalls(aCall()));
    expect((await rejectionOf(softphone.sendDtmf('1a'))).code).toBe('call/invalid-number');
    expect((await rejectionOf(softphone.sendDtmf(''))).code).toBe('call/invalid-number');
    expect((await rejectionOf(softphone.transfer({ to: 'Ann', kind: 'number' }))).code).toBe('call/invalid-number');
    const idle = await opened();
    expect((await rejectionOf(idle.softphone.dial('Ann'))).code).toBe('call/invalid-number');
    expect([...asked(), ...idle.asked()]).toEqual([]);
  });

  it('is anything while the link is lost or behind, with why', async () => {
    const { softphone, transport, asked } = await opened(withCalls(aCall()));
    transport.last.sink.stale(true);
    expect((await rejectionOf(softphone.hangUp())).code).toBe('bridge/peer-gone');
    transport.last.sink.stale(false);
    transport.last.sink.lost(new AiccError('net/unreachable'));
    expect((await rejectionOf(softphone.hangUp())).code).toBe('net/unreachable');
    expect((await rejectionOf(softphone.signIn())).code).toBe('net/unreachable');
    expect(asked()).toEqual([]);
  });

  it('is anything on a closed connection', async () => {
    const { softphone } = await opened(withCalls(aCall()));
    await softphone.connection.close();
    expect((await rejectionOf(softphone.hangUp())).code).toBe('bridge/closed');
    expect((await rejectionOf(softphone.sendDtmf('1'))).code).toBe('bridge/closed');
  });
});

describe('what the centre refuses', () => {
  it('rejects with its error, and the same error is told', async () => {
    const { softphone, transport } = await opened(withCalls(aCall()));
    const told = softphone.once('failed');
    const failed = rejectionOf(softphone.hold());
    await microtasks();
    const error = new AiccError('call/refused');
    transport.last.performed[0]!.reject(error);
    expect(await failed).toBe(error);
    expect(await told).toEqual({ action: 'hold', error });
  });
});

describe('typing', () => {
  it('sends one after the other, in the order of the calls', async () => {
    const { softphone, transport, asked, accept } = await opened(withCalls(aCall()));
    const all = Promise.all([softphone.sendDtmf('1'), softphone.sendDtmf('23'), softphone.sendDtmf('#')]);
    await microtasks();
    expect(asked()).toEqual([['call.sendDtmf', { callId: 'call-a', digits: '1' }]]);
    await accept();
    expect(asked()).toHaveLength(2);
    await accept();
    await accept();
    await all;
    expect(transport.last.performed.map(({ call }) => (call.input as { digits: string }).digits)).toEqual([
      '1',
      '23',
      '#',
    ]);
  });

  it('goes on after one that failed', async () => {
    const { softphone, transport, asked } = await opened(withCalls(aCall()));
    const first = rejectionOf(softphone.sendDtmf('1'));
    void softphone.sendDtmf('2');
    await microtasks();
    transport.last.performed[0]!.reject(new AiccError('net/unreachable'));
    await first;
    await microtasks();
    expect(asked()[1]).toEqual(['call.sendDtmf', { callId: 'call-a', digits: '2' }]);
  });

  it('never goes to another customer than the one it was typed for', async () => {
    const { softphone, emit, asked, accept } = await opened(withCalls(aCall()));
    void softphone.sendDtmf('1');
    const late = rejectionOf(softphone.sendDtmf('2'));
    await microtasks();
    emit(
      { type: 'call.ended', call: aCall({ state: 'ended' }) },
      { type: 'call.updated', call: aCall({ id: 'second', contactId: 'contact-b' }) },
    );
    await accept();
    expect((await late).code).toBe('call/not-found');
    expect(asked()).toHaveLength(1);
  });
});

describe('the lists', () => {
  it('are asked for and handed out', async () => {
    const { softphone, transport, asked } = await opened();
    const reasons = softphone.reasons();
    const found = softphone.searchDirectory('ann', { kind: 'agent' });
    const numbers = softphone.outboundNumbers();
    const given = [
      [{ state: 'rest', reason: '1', name: 'Lunch' }],
      [{ kind: 'agent', address: '372', name: 'Ann Example', state: 'ready' }],
      [{ number: '88880011' }],
    ];
    await microtasks();
    transport.last.performed.forEach((each, index) => each.resolve(given[index]));
    expect(await Promise.all([reasons, found, numbers])).toEqual(given);
    expect(asked()).toEqual([
      ['agent.reasons', {}],
      ['directory.search', { text: 'ann', kind: 'agent' }],
      ['numbers.outbound', {}],
    ]);
  });

  it('are refused where a line does not have its form', async () => {
    const { softphone, accept } = await opened();
    const failed = rejectionOf(softphone.searchDirectory('ann'));
    await microtasks();
    await accept([{ kind: 'robot', address: '372', name: 'Ann Example' }]);
    expect((await failed).code).toBe('bridge/protocol-violation');
  });

  it('can be read while another seat has the agent', async () => {
    const { softphone, asked } = await opened(aState({ agent: anAgent({ elsewhere: true }) }));
    void softphone.reasons();
    expect(asked()).toEqual([['agent.reasons', {}]]);
  });
});

describe('a state asked for during a call', () => {
  it('is shown as pending by the centre', async () => {
    const { softphone, emit, asked } = await opened(withCalls(aCall()));
    void softphone.rest({ reason: '1' });
    await microtasks();
    expect(asked()).toEqual([['agent.rest', { reason: '1' }]]);
    emit(agentIn('on-call', { pendingState: 'rest' }));
    expect(softphone.state().agent?.pendingState).toBe('rest');
  });
});
