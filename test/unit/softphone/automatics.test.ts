import { describe, expect, it } from 'vitest';
import { AiccError } from '../../../src/errors.js';
import { aCall } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';
import { agentIn, aSoftphone, aState, ringingCall, withCalls } from './a-softphone.js';

describe('answering by itself', () => {
  it('is off', async () => {
    const { open, clock, asked } = aSoftphone();
    await open(withCalls(ringingCall()));
    clock.advance(60_000);
    await microtasks();
    expect(asked()).toEqual([]);
  });

  it('answers the only call, after the time given, once', async () => {
    const { open, emit, clock, asked } = aSoftphone({ autoAnswer: { afterMs: 2000 } });
    await open(aState());
    emit({ type: 'call.updated', call: ringingCall() });
    clock.advance(1999);
    await microtasks();
    expect(asked()).toEqual([]);
    clock.advance(1);
    emit(agentIn('on-call'));
    clock.advance(60_000);
    await microtasks();
    expect(asked()).toEqual([['call.answer', { callId: 'call-a' }]]);
  });

  it('answers no second call while there is a first, and the second when the first is over', async () => {
    const { open, emit, clock, asked } = aSoftphone({ autoAnswer: true });
    await open(withCalls(aCall(), ringingCall({ id: 'second', contactId: 'contact-b' })));
    clock.advance(1000);
    await microtasks();
    expect(asked()).toEqual([]);
    emit({ type: 'call.ended', call: aCall({ state: 'ended' }) });
    clock.advance(0);
    await microtasks();
    expect(asked()).toEqual([['call.answer', { callId: 'second' }]]);
  });

  it('leaves alone what stopped ringing meanwhile', async () => {
    const { open, emit, clock, asked } = aSoftphone({ autoAnswer: { afterMs: 2000 } });
    await open(withCalls(ringingCall()));
    emit({ type: 'call.ended', call: aCall({ state: 'ended' }) });
    clock.advance(5000);
    await microtasks();
    expect([asked(), clock.timers]).toEqual([[], 0]);
  });

  it('tells what went wrong, and does not try again', async () => {
    const { open, emit, clock, transport, story } = aSoftphone({ autoAnswer: true });
    await open(withCalls(ringingCall()));
    clock.advance(0);
    await microtasks();
    transport.last.performed[0]!.reject(new AiccError('call/wrong-state'));
    await microtasks();
    emit(agentIn('busy'));
    clock.advance(1000);
    await microtasks();
    expect(story).toContain('failed answer call/wrong-state');
    expect(transport.last.performed).toHaveLength(1);
  });

  it('is left to the page that rings', async () => {
    const { open, clock, asked } = aSoftphone({ autoAnswer: true, wrapUpSeconds: 0, rings: () => false });
    await open(withCalls(ringingCall()));
    clock.advance(1000);
    await microtasks();
    expect(asked()).toEqual([]);
  });
});

describe('ending wrap-up by itself', () => {
  it('counts from the beginning of wrap-up', async () => {
    const { open, emit, clock, asked } = aSoftphone({ wrapUpSeconds: 30 });
    await open();
    emit(agentIn('wrap-up', { since: clock.now() - 10_000 }));
    clock.advance(19_999);
    await microtasks();
    expect(asked()).toEqual([]);
    clock.advance(1);
    await microtasks();
    expect(asked()).toEqual([['agent.endWrapUp', {}]]);
  });

  it('never waits longer than asked for where the clock of the centre is ahead', async () => {
    const { open, emit, clock, asked } = aSoftphone({ wrapUpSeconds: 30 });
    await open();
    emit(agentIn('wrap-up', { since: clock.now() + 3_600_000 }));
    clock.advance(30_000);
    await microtasks();
    expect(asked()).toEqual([['agent.endWrapUp', {}]]);
  });

  it('is left to the centre where that ends it earlier', async () => {
    const { open, emit, clock } = aSoftphone({ wrapUpSeconds: 30 });
    await open();
    emit(agentIn('wrap-up', { since: clock.now(), until: clock.now() + 10_000 }));
    expect(clock.timers).toBe(0);
  });

  it('is dropped when the agent ends it', async () => {
    const { open, emit, clock, asked } = aSoftphone({ wrapUpSeconds: 30 });
    await open();
    emit(agentIn('wrap-up', { since: clock.now() }), agentIn('ready'));
    clock.advance(60_000);
    await microtasks();
    expect([asked(), clock.timers]).toEqual([[], 0]);
  });
});
