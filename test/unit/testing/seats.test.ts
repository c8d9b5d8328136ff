import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/connection/connect.js';
import type { Connection } from '../../../src/connection/connection.js';
import { rejectionOf } from '../../support/rejection.js';
import { aCenter, storyOf, type Ground } from './a-center.js';

const seatOf = ({ center, clock }: Ground, seat: string): Promise<Connection> =>
  connect(center.transport({ workNo: '371', seat }), { clock, random: () => 0 });

async function twoSeats() {
  const ground = aCenter();
  const [desk, home] = [await seatOf(ground, 'desk'), await seatOf(ground, 'home')];
  await desk.request('agent.signIn', {});
  return { ...ground, desk, home };
}

describe('an agent with two seats', () => {
  it('works at the one where they signed in, and is elsewhere for the other', async () => {
    const { center, desk, home } = await twoSeats();
    expect(desk.snapshot().agent).not.toHaveProperty('elsewhere');
    expect(home.snapshot().agent).toMatchObject({ state: 'ready', elsewhere: true });
    expect(desk.snapshot()).toEqual(center.snapshot({ workNo: '371', seat: 'desk' }));
    expect(home.snapshot()).toEqual(center.snapshot({ workNo: '371', seat: 'home' }));
  });

  it('cannot sign in at the other by accident, nor do anything there but read', async () => {
    const { home } = await twoSeats();
    const refused = [
      home.request('agent.signIn', {}),
      home.request('agent.setBusy', {}),
      home.request('agent.signOut', {}),
      home.request('call.dial', { calledNum: '5550100', mediaType: 'audio' }),
    ];
    for (const each of refused) expect((await rejectionOf(each)).code).toBe('auth/signed-in-elsewhere');
    expect(await home.request('numbers.outbound', {})).toEqual([{ number: '88880011' }]);
    expect((await home.request('snapshot', {})).snapshot).toEqual(home.snapshot());
  });

  it('takes over with force: the other seat hears of it, and calls go on', async () => {
    const { center, clock, desk, home } = await twoSeats();
    const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011' });
    await desk.request('call.answer', {});
    const stories = { desk: storyOf(desk), home: storyOf(home) };
    await home.request('agent.signIn', { force: true });
    await clock.advance(0);
    expect(stories).toEqual({ desk: ['conflict', 'agent on-call'], home: ['agent on-call'] });
    expect(desk.snapshot().agent?.elsewhere).toBe(true);
    expect(home.snapshot().agent).not.toHaveProperty('elsewhere');
    expect((await rejectionOf(desk.request('call.hangUp', {}))).code).toBe('auth/signed-in-elsewhere');
    await home.request('call.hangUp', {});
    expect(customer.endReason).toBe('agent');
    expect(center.requests.at(-1)).toMatchObject({ operation: 'call.hangUp', seat: 'home' });
  });

  it('is free to sign in anywhere after signing out', async () => {
    const { desk, home } = await twoSeats();
    await desk.request('agent.signOut', {});
    expect(home.snapshot().agent).toMatchObject({ state: 'offline' });
    expect(home.snapshot().agent).not.toHaveProperty('elsewhere');
    await home.request('agent.signIn', {});
    expect(desk.snapshot().agent).toMatchObject({ state: 'ready', elsewhere: true });
  });

  it('sees at both seats the same calls, each numbered without a gap', async () => {
    const { center, clock, desk, home } = await twoSeats();
    await home.request('agent.signIn', { force: true });
    center.callIn({ callerNum: '5550100', calledNum: '88880011' });
    await home.request('call.answer', {});
    await clock.advance(0);
    expect(desk.snapshot().calls).toEqual(home.snapshot().calls);
    expect([desk.status, home.status]).toEqual(['open', 'open']);
  });
});

it('signs an agent out as a supervisor does, out of a call too', async () => {
  const { center, clock, desk } = await twoSeats();
  const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011' });
  await desk.request('call.answer', {});
  center.signOut('371');
  await clock.advance(0);
  expect(customer).toMatchObject({ state: 'ended', endReason: 'signed-out' });
  expect(desk.snapshot()).toMatchObject({ agent: { state: 'offline' }, contacts: [], calls: [], focus: {} });
  center.signOut('371');
  await clock.advance(60_000);
  expect(desk.snapshot()).toEqual(center.snapshot({ workNo: '371', seat: 'desk' }));
});
