import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/rejection.js';
import type { ContactCenterOptions } from '../../../src/testing/index.js';
import { bank } from './a-call.js';
import { aCenter, agentOf, type Ground } from './a-center.js';

const retail = { callerNum: '5550100', calledNum: '88880012' };
const waitingPrompt = 'All our agents are busy. Please hold the line.';
const aBank = (options: Partial<ContactCenterOptions> = {}): Ground => aCenter({ ...bank, ...options });

describe('a customer in a queue', () => {
  it('waits until somebody of the group is free', async () => {
    const ground = aBank();
    const cem = await agentOf(ground, '373');
    const customer = ground.center.callIn(retail);
    expect(customer).toMatchObject({ state: 'dialing', callId: '', prompts: [waitingPrompt] });
    expect(cem.snapshot().calls).toEqual([]);
    const ada = await agentOf(ground, '371');
    expect(ada.snapshot()).toMatchObject({
      contacts: [{ id: customer.contactId, skillGroup: 'retail' }],
      calls: [{ state: 'ringing', callerNum: '5550100' }],
    });
    expect(customer.callId).toBe('call-1');
    await ada.request('call.answer', {});
    expect(customer.state).toBe('talking');
  });

  it('rings at once where somebody is free, the one who is ready longest, and hears nothing of waiting', async () => {
    const ground = aBank();
    const ben = await agentOf(ground, '372');
    await ground.clock.advance(1000);
    await agentOf(ground, '371');
    expect(ground.center.callIn(retail)).toMatchObject({ callId: 'call-1', prompts: [] });
    await ground.clock.advance(0);
    expect(ben.snapshot().calls).toMatchObject([{ state: 'ringing' }]);
  });

  it('comes before those who called later', async () => {
    const ground = aBank();
    const first = ground.center.callIn(retail);
    const second = ground.center.callIn({ ...retail, callerNum: '5550101' });
    const ada = await agentOf(ground, '371');
    expect([first.callId, second.callId]).toEqual(['call-1', '']);
    await ada.request('call.answer', {});
    first.hangUp();
    await ground.clock.advance(30_000); // wrap-up is over
    expect(second.callId).toBe('call-2');
  });

  it('waits again when the agent does not answer, who is busy from then on', async () => {
    const ground = aBank({ ringSeconds: 10 });
    const ada = await agentOf(ground, '371');
    const first = ground.center.callIn(retail);
    const second = ground.center.callIn({ ...retail, callerNum: '5550101' });
    await ground.clock.advance(10_000);
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'busy', reason: 'no-answer' }, contacts: [], calls: [] });
    expect(first).toMatchObject({ state: 'dialing', callId: '' });
    await ada.request('agent.setReady', {});
    expect([first.callId, second.callId]).toEqual(['call-2', '']);
  });

  it('goes to somebody else when an agent declines, and back to them only after they were something else', async () => {
    const ground = aBank();
    const [ada, ben] = [await agentOf(ground, '371'), await agentOf(ground, '372')];
    const customer = ground.center.callIn(retail);
    await ada.request('call.reject', {});
    expect(ben.snapshot().calls).toMatchObject([{ state: 'ringing' }]);
    await ben.request('call.reject', {});
    expect(customer).toMatchObject({ state: 'dialing', callId: '' });
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [] });
    await ground.clock.advance(1000);
    await ada.request('agent.setBusy', {});
    await ada.request('agent.setReady', {});
    expect(ada.snapshot().calls).toMatchObject([{ state: 'ringing' }]);
  });

  it('leaves it by hanging up, waiting or ringing', async () => {
    const ground = aBank();
    const customer = ground.center.callIn(retail);
    customer.hangUp();
    expect(customer.endReason).toBe('customer');
    const ada = await agentOf(ground, '371');
    expect(ada.snapshot().contacts).toEqual([]);
    ground.center.callIn(retail).hangUp();
    await ground.clock.advance(0);
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], calls: [] });
  });

  it('is let go after the time of the queue, which goes on while an agent is rung', async () => {
    const ground = aBank({ queueSeconds: 15, ringSeconds: 10 });
    const alone = ground.center.callIn(retail);
    await ground.clock.advance(14_999);
    expect(alone.state).toBe('dialing');
    await ground.clock.advance(1);
    expect(alone).toMatchObject({ state: 'ended', endReason: 'no-agent' });
    await agentOf(ground, '371');
    const rung = ground.center.callIn(retail);
    await ground.clock.advance(10_000);
    expect(rung.state).toBe('dialing');
    await ground.clock.advance(5000);
    expect(rung.endReason).toBe('no-agent');
  });

  it('is not let go who was answered in time', async () => {
    const ground = aBank({ queueSeconds: 15 });
    const customer = ground.center.callIn(retail);
    const ada = await agentOf(ground, '371');
    await ada.request('call.answer', {});
    await ground.clock.advance(60_000);
    expect(customer.state).toBe('talking');
  });

  it('waits again when a supervisor signs the agent out', async () => {
    const ground = aBank();
    const ada = await agentOf(ground, '371');
    const customer = ground.center.callIn(retail);
    ground.center.signOut('371');
    await ground.clock.advance(0);
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'offline' }, contacts: [], calls: [] });
    expect(customer).toMatchObject({ state: 'dialing', callId: '' });
  });

  it('can be ended by the centre, and is gone after a restart', async () => {
    const { center } = aBank();
    const customer = center.callIn(retail);
    center.endContact(customer.contactId);
    expect(customer).toMatchObject({ state: 'ended', endReason: 'ended' });
    const other = center.callIn(retail);
    center.restart();
    expect(other.endReason).toBe('restart');
  });
});

describe('options of routing', () => {
  it.each<[string, Partial<ContactCenterOptions>]>([
    ['a number that leads to no group', { numbers: [{ number: '88880012', skillGroup: 'loans' }] }],
    ['one number twice', { numbers: ['88880011', { number: '88880011' }] }],
    [
      'one group twice',
      {
        skillGroups: [
          { id: 'a', name: 'A' },
          { id: 'a', name: 'B' },
        ],
      },
    ],
    [
      'one menu twice',
      {
        ivrs: [
          { id: 'a', name: 'A' },
          { id: 'a', name: 'B' },
        ],
      },
    ],
    ['a negative wait', { queueSeconds: -1 }],
  ])('refuse %s', (_what, options) => {
    expect(errorOf(() => aBank(options)).code).toBe('config/invalid-option');
  });
});
