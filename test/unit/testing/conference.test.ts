import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/protocol/entities.js';
import { rejectionOf } from '../../support/rejection.js';
import { aConsultation, liveCalls, statesOf, type Scene } from './a-call.js';

const self = { kind: 'agent', number: '371' };
const customerParty = { kind: 'customer', number: '5550100' };
const colleague = { kind: 'agent', number: '372' };

async function aConference(to?: string): Promise<Scene> {
  const scene = await aConsultation(to);
  await scene.ada.request('call.conference', {});
  return scene;
}

const only = (snapshot: Snapshot) => liveCalls(snapshot)[0];

describe('a conference', () => {
  it('has the customer, the colleague and the agent on one line', async () => {
    const { ada, ben, customer } = await aConference();
    expect(statesOf(ada.snapshot())).toEqual(['conference', 'ended merged']);
    expect(only(ada.snapshot())?.parties).toEqual([self, customerParty, colleague]);
    expect(only(ben.snapshot())).toMatchObject({ state: 'conference', consultOf: 'call-1' });
    expect(only(ben.snapshot())?.parties).toEqual([self, customerParty, colleague]);
    expect(customer.state).toBe('talking');
  });

  it('leaves the customer to the colleague when the agent hangs up', async () => {
    const { ada, ben, customer, clock } = await aConference();
    await ada.request('call.hangUp', {});
    expect(ada.snapshot().agent?.state).toBe('wrap-up');
    expect(only(ben.snapshot())).toMatchObject({ state: 'talking', parties: [customerParty, colleague] });
    expect(only(ben.snapshot())).not.toHaveProperty('consultOf');
    await ben.request('call.hold', {});
    expect(customer.state).toBe('held');
    customer.hangUp();
    await clock.advance(0);
    expect(ben.snapshot().agent?.state).toBe('wrap-up');
  });

  it('leaves the customer to the agent when the colleague hangs up or is dropped', async () => {
    for (const end of ['hangUp', 'drop'] as const) {
      const { ada, ben, customer } = await aConference();
      if (end === 'hangUp') await ben.request('call.hangUp', {});
      else await ada.request('call.dropParty', { number: '372' });
      expect(only(ada.snapshot())).toMatchObject({ state: 'talking', parties: [self, customerParty] });
      expect(ben.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [] });
      await ada.request('call.hangUp', {});
      expect(customer.endReason).toBe('agent');
    }
  });

  it('goes on between the agents when the customer is gone, and ends with either', async () => {
    const { ada, ben, customer, clock } = await aConference();
    customer.hangUp();
    await clock.advance(0);
    for (const agent of [ada, ben])
      expect(only(agent.snapshot())).toMatchObject({ state: 'conference', parties: [self, colleague] });
    await ben.request('call.hangUp', {});
    expect(liveCalls(ada.snapshot())).toEqual([]);
    expect(ada.snapshot().agent?.state).toBe('wrap-up');
    expect(ben.snapshot().contacts).toEqual([]);
  });

  it('may have somebody outside, who stays with the customer when the agent goes', async () => {
    const { ada, customer, center } = await aConference('5550190');
    const outside = center.phone('5550190');
    expect(only(ada.snapshot())?.parties).toEqual([self, customerParty, { kind: 'external', number: '5550190' }]);
    await ada.request('call.hangUp', {});
    expect([customer.state, outside.call?.state]).toEqual(['talking', 'talking']);
    outside.hangUp();
    expect(customer.state).toBe('ended');
  });

  it('ends for somebody outside who is left alone or dropped', async () => {
    const { ada, customer, center } = await aConference('5550190');
    await ada.request('call.dropParty', { number: '5550190' });
    expect(center.phone('5550190').call).toMatchObject({ state: 'ended', endReason: 'dropped' });
    expect(customer.state).toBe('talking');

    const other = await aConference('5550190');
    await other.ada.request('call.dropParty', { number: '5550100' });
    expect(other.customer.endReason).toBe('dropped');
    await other.ada.request('call.hangUp', {});
    expect(other.center.phone('5550190').call?.state).toBe('ended');
  });

  it('can be thinned out only by who made it, and only by those who are in it', async () => {
    const { ada, ben } = await aConference();
    const drop = { number: '5550100' };
    expect((await rejectionOf(ben.request('call.dropParty', drop))).code).toBe('call/wrong-state');
    expect((await rejectionOf(ada.request('call.dropParty', { number: '371' }))).code).toBe('call/not-found');
    expect((await rejectionOf(ada.request('call.dropParty', { number: '5550177' }))).code).toBe('call/not-found');
  });

  it('cannot be held, given away or left for another call', async () => {
    const { ada, center } = await aConference();
    const waiting = center.callIn({ callerNum: '5550101', calledNum: '88880011', workNo: '371' });
    const refused = [
      ada.request('call.hold', { callId: 'call-1' }),
      ada.request('call.transfer', { to: '5550190', callId: 'call-1' }),
      ada.request('call.consult', { to: '5550190', callId: 'call-1' }),
      ada.request('call.answer', { callId: waiting.callId }),
      ada.request('call.dial', { calledNum: '5550190', mediaType: 'audio' }),
    ];
    for (const each of refused) expect((await rejectionOf(each)).code).toBe('call/wrong-state');
  });

  it('takes in a colleague who has put the consultation on hold when they come back', async () => {
    const scene = await aConsultation();
    const { ada, ben, center } = scene;
    const other = center.callIn({ callerNum: '5550101', calledNum: '88880011', workNo: '372' });
    await ben.request('call.answer', { callId: other.callId });
    await ada.request('call.conference', {});
    expect(statesOf(ben.snapshot())).toEqual(['held', 'talking']);
    await ben.request('call.retrieve', {});
    expect(statesOf(ben.snapshot())).toEqual(['conference', 'held']);
  });

  it('is muted and unmuted by each for themselves', async () => {
    const { ada, ben } = await aConference();
    await ben.request('call.mute', {});
    expect([only(ada.snapshot())?.muted, only(ben.snapshot())?.muted]).toEqual([false, true]);
    await ben.request('call.unmute', {});
    expect(only(ben.snapshot())?.muted).toBe(false);
  });
});
