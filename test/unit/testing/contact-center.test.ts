import { describe, expect, it, vi } from 'vitest';
import { createContactCenter, type ContactCenterOptions } from '../../../src/testing/index.js';
import { errorOf, rejectionOf } from '../../support/rejection.js';
import { aCenter, agentOf, linkOf, startMs } from './a-center.js';

const anybody = { callerNum: '5550100', calledNum: '88880011' };

describe('a contact centre', () => {
  it('gives the same ids each time, with the prefix of its own', async () => {
    const ground = aCenter({ idPrefix: 'north-' });
    await agentOf(ground, '371');
    const call = ground.center.callIn(anybody);
    expect([ground.center.epoch, call.contactId, call.callId]).toEqual([
      'north-center-1',
      'north-contact-1',
      'north-call-1',
    ]);
  });

  it.each<[string, Partial<ContactCenterOptions>]>([
    ['two agents of one number', { agents: [{ workNo: '1' }, { workNo: '1' }] }],
    ['a malformed code', { processes: [{ verifyTypeCode: 'A-B', name: 'A', enabled: true }] }],
    [
      'one code twice',
      {
        processes: [
          { verifyTypeCode: 'A', name: 'A', enabled: true },
          { verifyTypeCode: 'A', name: 'B', enabled: false },
        ],
      },
    ],
    [
      'a flow without a URL',
      { processes: [{ verifyTypeCode: 'A', name: 'A', enabled: true, flow: { url: '/verify' } }] },
    ],
    [
      'a flow that reads a file',
      { processes: [{ verifyTypeCode: 'A', name: 'A', enabled: true, flow: { url: 'file:///etc/passwd' } }] },
    ],
    ['a negative wrap-up', { wrapUpSeconds: -1 }],
  ])('refuses %s', (_what, options) => {
    expect(errorOf(() => createContactCenter({ agents: [], ...options })).code).toBe('config/invalid-option');
  });

  it('refuses unknown agents, unknown service numbers and too much call data', async () => {
    const ground = aCenter();
    const { center } = ground;
    await agentOf(ground, '371');
    expect(errorOf(() => center.transport({ workNo: '999' })).code).toBe('config/invalid-option');
    expect(errorOf(() => center.snapshot('999')).code).toBe('config/invalid-option');
    expect(errorOf(() => center.callIn({ ...anybody, workNo: '999' })).code).toBe('config/invalid-option');
    expect(errorOf(() => center.callIn({ ...anybody, calledNum: '5550199' })).code).toBe('config/invalid-option');
    expect(errorOf(() => center.callIn({ ...anybody, callData: 'x'.repeat(16_385) })).code).toBe(
      'config/invalid-option',
    );
    expect(center.callIn({ ...anybody, callData: 'x'.repeat(16_384) }).state).toBe('dialing');
    expect(errorOf(() => center.endContact('contact-9')).code).toBe('call/not-found');
    expect(errorOf(() => center.setProcessEnabled('NONE', true)).code).toBe('verification/unknown-code');
  });

  it('gives a call to the agent who is ready longest', async () => {
    const ground = aCenter();
    const ben = await agentOf(ground, '372');
    await ground.clock.advance(1000);
    await agentOf(ground, '371');
    expect(ground.center.callIn(anybody).callId).toBe('call-1');
    await ground.clock.advance(0);
    expect(ben.snapshot().calls).toMatchObject([{ id: 'call-1', state: 'ringing' }]);
    ground.center.callIn({ ...anybody, callerNum: '5550101' });
    expect(ground.center.snapshot('371').calls).toMatchObject([{ id: 'call-2', state: 'ringing' }]);
  });

  it('ends a call at once that finds no agent', async () => {
    const ground = aCenter();
    const call = ground.center.callIn(anybody);
    expect(call).toMatchObject({ state: 'ended', endReason: 'no-agent', callId: '' });
    const ada = await agentOf(ground, '371');
    await ada.request('agent.setBusy', {});
    expect(ground.center.callIn(anybody).state).toBe('ended');
    expect(ground.center.callIn({ ...anybody, workNo: '372' }).state).toBe('ended');
    expect(ground.center.callIn({ ...anybody, workNo: '371' }).state).toBe('dialing');
  });

  it('lets several links of one agent see the same', async () => {
    const ground = aCenter();
    const [one, two] = [await agentOf(ground, '371'), await linkOf(ground, '371')];
    ground.center.callIn(anybody);
    await two.request('call.answer', {});
    expect(one.snapshot()).toEqual(ground.center.snapshot('371'));
    expect(two.snapshot()).toEqual(one.snapshot());
    expect(one.snapshot().calls).toMatchObject([{ state: 'talking', answeredAt: startMs }]);
  });

  it('keeps what it saw of operations, refused ones too, and of snapshots nothing', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    await ada.request('snapshot', {});
    await rejectionOf(ada.request('call.answer', { callId: 'call-7' }));
    expect(ground.center.requests).toEqual([
      { workNo: '371', operation: 'agent.signIn', input: {}, at: startMs },
      { workNo: '371', operation: 'call.answer', input: { callId: 'call-7' }, at: startMs },
    ]);
  });

  it('checks what is asked of an operation', async () => {
    const ada = await agentOf(aCenter(), '371');
    const error = await rejectionOf(ada.request('call.dial', { calledNum: 'nobody', mediaType: 'audio' }));
    expect(error.code).toBe('bridge/protocol-violation');
  });

  it('starts anew: everybody is signed out, calls are over, ids begin again, and timers of before are dead', async () => {
    const ground = aCenter({ wrapUpSeconds: 10 });
    const { center, clock } = ground;
    const ada = await agentOf(ground, '371');
    const customer = center.callIn(anybody);
    await ada.request('call.answer', {});
    customer.hangUp();
    const second = center.callIn({ ...anybody, workNo: '371' });
    center.restart();
    expect(center.epoch).toBe('center-2');
    expect(second).toMatchObject({ state: 'ended', endReason: 'restart' });
    expect(ada.status).toBe('reconnecting');
    await clock.advance(60_000);
    expect(ada.status).toBe('open');
    expect(ada.snapshot()).toEqual(center.snapshot('371'));
    expect(ada.snapshot()).toMatchObject({ epoch: 'center-2', agent: { state: 'offline' }, contacts: [] });
    await ada.request('agent.signIn', {});
    expect(center.callIn(anybody).contactId).toBe('contact-1');
  });

  it('is closed for good, for the links that are there and for new ones', async () => {
    const ground = aCenter();
    const ada = await agentOf(ground, '371');
    const pending = ada.request('call.answer', {});
    pending.catch(() => undefined);
    ground.center.close();
    expect(ada.status).toBe('closed');
    expect((await rejectionOf(linkOf(ground, '371'))).code).toBe('net/unreachable');
  });

  it('sets no timer and asks for nothing before a link is open', () => {
    const clock = { now: () => 0, setTimeout: vi.fn(), clearTimeout: vi.fn() };
    const fetch = vi.fn();
    createContactCenter({ agents: [{ workNo: '371' }], clock, fetch });
    expect(clock.setTimeout).not.toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('leaves no timer behind when it is closed', async () => {
    const timers = new Set<unknown>();
    const clock = {
      now: () => 0,
      setTimeout(callback: () => void) {
        const timer = { callback };
        timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: unknown) => void timers.delete(timer),
    };
    const center = createContactCenter({ agents: [{ workNo: '371' }], clock });
    const ada = await linkOf({ center, clock: { ...clock, advance: async () => undefined } }, '371');
    await ada.request('agent.signIn', {});
    center.callIn(anybody);
    await ada.request('call.answer', {});
    center.close();
    await ada.close();
    expect(timers.size).toBe(0);
  });
});
