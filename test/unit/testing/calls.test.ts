import { describe, expect, it, vi } from 'vitest';
import { errorOf, rejectionOf } from '../../support/rejection.js';
import { aCenter, agentOf } from './a-center.js';

const anybody = { callerNum: '5550100', calledNum: '88880011', workNo: '371' };

describe('the customer', () => {
  it('hears what happens at the other end', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    const customer = ground.center.callIn(anybody);
    const heard = vi.fn();
    customer.subscribe(heard);
    await ada.request('call.answer', {});
    await ada.request('call.hold', {});
    await ada.request('call.retrieve', {});
    await ada.request('call.hangUp', {});
    customer.hangUp();
    expect(heard.mock.calls.flat()).toEqual(
      ['talking', 'held', 'talking', 'ended'].map((state) => ({ type: 'state', state })),
    );
    expect(customer.endReason).toBe('agent');
  });

  it('may hang up before the agent answers, which leaves no wrap-up', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    ground.center.callIn(anybody).hangUp();
    await ground.clock.advance(0);
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], calls: [] });
  });

  it('can only do what fits', async () => {
    const ground = aCenter();
    await agentOf(ground, '371');
    const customer = ground.center.callIn(anybody);
    expect(errorOf(() => customer.answer()).code).toBe('call/wrong-state');
    expect(errorOf(() => customer.reject()).code).toBe('call/wrong-state');
    expect(errorOf(() => customer.sendDigits('1')).code).toBe('call/wrong-state');
    expect(errorOf(() => customer.sendDigits('12a')).code).toBe('call/invalid-number');
    expect(errorOf(() => ground.center.phone('5550199').answer()).code).toBe('call/wrong-state');
  });

  it('has one phone per number, which shows the newest call and tells of it', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    const phone = ground.center.phone('5550110');
    const rung = vi.fn();
    phone.subscribe(rung);
    const { callId } = await ada.request('call.dial', { calledNum: '5550110', mediaType: 'audio' });
    expect(ground.center.phone('5550110')).toBe(phone);
    expect(rung).toHaveBeenCalledExactlyOnceWith({ type: 'call', call: phone.call });
    expect(phone.call).toMatchObject({ callId, state: 'ringing', number: '5550110' });
    phone.answer();
    expect(phone.call?.state).toBe('talking');
    phone.hangUp();
    await ground.clock.advance(0);
    expect(ada.snapshot().calls).toMatchObject([{ state: 'ended', endReason: 'customer' }]);
  });

  it('may pick up within the very ring', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    ground.center.phone('5550110').subscribe(({ call }) => call.answer());
    await ada.request('call.dial', { calledNum: '5550110', mediaType: 'audio' });
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'on-call' }, calls: [{ state: 'talking' }] });
    expect(ada.snapshot()).toEqual(ground.center.snapshot('371'));
  });

  it('is busy to a second caller', async () => {
    const ground = aCenter();
    const [ada, ben] = [await agentOf(ground, '371'), await agentOf(ground, '372')];
    await ada.request('call.dial', { calledNum: '5550110', mediaType: 'audio' });
    const reasons = vi.fn();
    ben.subscribe((event) => {
      if (event.type === 'call.ended') reasons(event.call.endReason);
    });
    await ben.request('call.dial', { calledNum: '5550110', mediaType: 'audio' });
    expect(reasons).toHaveBeenCalledExactlyOnceWith('busy');
    expect(ben.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [] });
    expect(ground.center.phone('5550110').call?.state).toBe('ringing');
  });
});

describe('the calls of an agent', () => {
  it('are one at a time: no dialling while talking, no answering while dialling', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    await ada.request('call.dial', { calledNum: '5550110', mediaType: 'audio' });
    ground.center.callIn(anybody);
    expect((await rejectionOf(ada.request('call.answer', {}))).code).toBe('call/wrong-state');
    ground.center.phone('5550110').answer();
    const second = ada.request('call.dial', { calledNum: '5550111', mediaType: 'audio' });
    expect((await rejectionOf(second)).code).toBe('call/wrong-state');
    await ada.request('call.hold', {});
    await ada.request('call.answer', {});
    expect(ada.snapshot().calls.map(({ state }) => state)).toEqual(['held', 'talking']);
  });

  it('give a second call that was dialled the focus when it is answered, not before', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    await ada.request('call.hold', {});
    const { contactId } = await ada.request('call.dial', { calledNum: '5550110', mediaType: 'audio' });
    expect(ada.snapshot().focus).toEqual({ contactId: 'contact-1' });
    ground.center.phone('5550110').answer();
    await ground.clock.advance(0);
    expect(ada.snapshot().focus).toEqual({ contactId });
  });

  it('are found by their state where none is named', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    const b = ground.center.callIn({ ...anybody, callerNum: '5550101' });
    await ada.request('call.answer', {});
    await ada.request('call.hangUp', {});
    expect(b.state).toBe('ended');
    await ada.request('call.retrieve', {});
    expect((await rejectionOf(ada.request('call.retrieve', {}))).code).toBe('call/wrong-state');
    expect((await rejectionOf(ada.request('call.hangUp', { callId: b.callId }))).code).toBe('call/not-found');
  });

  it('belong to the agent who has them', async () => {
    const ground = aCenter();
    const [ada, ben] = [await agentOf(ground, '371'), await agentOf(ground, '372')];
    const { callId, contactId } = ground.center.callIn(anybody);
    expect((await rejectionOf(ben.request('call.answer', { callId }))).code).toBe('call/not-found');
    expect((await rejectionOf(ben.request('call.focus', { contactId }))).code).toBe('call/not-found');
    const peek = await ben.request('verification.result', { verifyTypeCode: 'ANY', contactId });
    expect(peek.verifyResult).toBe('');
    await ada.request('call.answer', { callId });
  });

  it('are not announced again by a mute that changes nothing', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    await ada.request('call.mute', {});
    const told = vi.fn();
    ada.subscribe(told);
    await ada.request('call.mute', {});
    await ada.request('call.setData', { callData: '' });
    expect(told).not.toHaveBeenCalled();
  });
});

describe('a consultation', () => {
  it('may ask somebody outside', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    await ada.request('call.consult', { to: '5550190' });
    ground.center.phone('5550190').answer();
    await ground.clock.advance(0);
    expect(ada.snapshot().calls).toMatchObject([
      { state: 'held' },
      {
        state: 'talking',
        direction: 'out',
        consultOf: 'call-1',
        parties: [{}, { kind: 'external', number: '5550190' }],
      },
    ]);
    ground.center.phone('5550190').hangUp();
    await ada.request('call.retrieve', {});
    expect(ada.snapshot().calls).toMatchObject([{ state: 'talking' }, { state: 'ended' }]);
  });

  it('is refused without a customer, to oneself, twice, and to what cannot be dialled', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    const consult = (to: string) => rejectionOf(ada.request('call.consult', { to }));
    await agentOf(ground, '372');
    expect((await consult('372')).code).toBe('call/not-found');
    ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    expect((await consult('371')).code).toBe('call/wrong-state');
    expect((await consult('nobody')).code).toBe('call/invalid-number');
    await ada.request('call.consult', { to: '372' });
    expect((await consult('5550190')).code).toBe('call/wrong-state');
    await ada.request('call.cancelConsult', { callId: 'call-1' });
    expect((await rejectionOf(ada.request('call.cancelConsult', {}))).code).toBe('call/not-found');
  });

  it('ends with the call of the customer when the agent hangs up, and outlives it when the customer does', async () => {
    const ground = aCenter();
    const [ada, ben] = [await agentOf(ground, '371'), await agentOf(ground, '372')];
    const first = ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    await ada.request('call.consult', { to: '372' });
    await ben.request('call.answer', {});
    await ada.request('call.hangUp', { callId: first.callId });
    expect(ben.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [] });
    expect(ada.snapshot().agent?.state).toBe('wrap-up');
    await ada.request('agent.endWrapUp', {});

    const second = ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    await ada.request('call.consult', { to: '372' });
    await ben.request('call.answer', {});
    second.hangUp();
    await ground.clock.advance(0);
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'on-call' }, focus: { contactId: second.contactId } });
    await ben.request('call.hangUp', {});
    expect(ada.snapshot().agent?.state).toBe('wrap-up');
    expect(ben.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], focus: {} });
  });

  it('does not pull the agent off another customer when it is cancelled', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    const a = ground.center.callIn(anybody);
    await ada.request('call.answer', {});
    await ada.request('call.consult', { to: '5550190' });
    ground.center.phone('5550190').answer();
    const b = ground.center.callIn({ ...anybody, callerNum: '5550101' });
    await ada.request('call.answer', {});
    await ada.request('call.cancelConsult', {});
    expect([a.state, b.state]).toEqual(['held', 'talking']);
    expect(ada.snapshot().focus).toEqual({ contactId: b.contactId });
  });
});
