import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connection/connection.js';
import { rejectionOf } from '../../support/rejection.js';
import { aCenter, agentOf, linkOf, startMs, type Ground } from './a-center.js';

const anybody = { callerNum: '5550100', calledNum: '88880011', workNo: '371' };

async function talking(ground: Ground): Promise<Connection> {
  const ada = await agentOf(ground, '371');
  ground.center.callIn(anybody);
  await ada.request('call.answer', {});
  return ada;
}

describe('an agent', () => {
  it('is ready after signing in, and stays what they are when they sign in again', async () => {
    const ada = await agentOf(aCenter(), '371');
    expect(ada.snapshot().agent).toEqual({ workNo: '371', state: 'ready', since: startMs, skillGroups: [] });
    await ada.request('agent.rest', { reason: 'lunch' });
    await ada.request('agent.signIn', { force: true });
    expect(ada.snapshot().agent).toMatchObject({ state: 'rest', reason: 'lunch' });
  });

  it('can do nothing before signing in', async () => {
    const ada = await linkOf(aCenter(), '371');
    const refused = [
      ada.request('agent.setReady', {}),
      ada.request('agent.signOut', {}),
      ada.request('call.dial', { calledNum: '5550100', mediaType: 'audio' }),
      ada.request('contact.start', { mediaType: 'email', calledNum: 'a@example.com' }),
    ];
    for (const each of refused) expect((await rejectionOf(each)).code).toBe('call/wrong-state');
  });

  it('gets what was asked for during a call after the wrap-up', async () => {
    const ground = aCenter({ wrapUpSeconds: 20 });
    const ada = await talking(ground);
    await ada.request('agent.setBusy', { reason: '201' });
    expect(ada.snapshot().agent).toMatchObject({ state: 'on-call', pendingState: 'busy' });
    await ada.request('call.hangUp', {});
    expect(ada.snapshot().agent).toMatchObject({ state: 'wrap-up', pendingState: 'busy' });
    await ground.clock.advance(20_000);
    expect(ada.snapshot().agent).toEqual({
      workNo: '371',
      state: 'busy',
      reason: '201',
      since: startMs + 20_000,
      skillGroups: [],
    });
  });

  it('has no wrap-up where none is configured', async () => {
    const ada = await talking(aCenter({ wrapUpSeconds: 0 }));
    await ada.request('call.hangUp', {});
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'ready' }, contacts: [], focus: {} });
    expect((await rejectionOf(ada.request('agent.endWrapUp', {}))).code).toBe('call/wrong-state');
  });

  it('wraps up a call that ended while the other goes on, each in its own time', async () => {
    const ground = aCenter({ wrapUpSeconds: 20 });
    const ada = await talking(ground);
    const b = ground.center.callIn({ ...anybody, callerNum: '5550101' });
    await ada.request('call.answer', { callId: b.callId });
    b.hangUp();
    await ground.clock.advance(10_000);
    expect(ada.snapshot().contacts.map(({ id }) => id)).toEqual(['contact-1', 'contact-2']);
    await ground.clock.advance(10_000);
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'on-call' }, contacts: [{ id: 'contact-1' }] });
  });

  it('does not sign out during a call, and ends wrap-up and open contacts with signing out', async () => {
    const ground = aCenter();
    const ada = await talking(ground);
    expect((await rejectionOf(ada.request('agent.signOut', {}))).code).toBe('call/wrong-state');
    await ada.request('call.hangUp', {});
    await ada.request('contact.start', { mediaType: 'email', calledNum: 'a@example.com' });
    await ada.request('agent.signOut', {});
    expect(ada.snapshot()).toMatchObject({ agent: { state: 'offline' }, contacts: [], focus: {} });
    await ground.clock.advance(60_000);
    expect(ada.snapshot()).toEqual(ground.center.snapshot('371'));
  });
});
