import { expect, it } from 'vitest';
import { aCenter, agentOf, storyOf } from './a-center.js';

const anybody = { callerNum: '5550100', calledNum: '88880011' };

it('tells of an inbound call in an order in which every state in between makes sense', async () => {
  const ground = aCenter();
  const ada = await agentOf(ground, '371');
  const story = storyOf(ada);
  const customer = ground.center.callIn(anybody);
  await ada.request('call.answer', {});
  customer.hangUp();
  await ground.clock.advance(30_000);
  expect(story).toEqual([
    'contact contact-1',
    'focus contact-1',
    'call call-1 ringing',
    'call call-1 talking',
    'agent on-call',
    'call call-1 ended',
    'agent wrap-up',
    'agent ready',
    'contact contact-1 ended',
    'focus none',
  ]);
});

it('tells all of one doing in one task, and not from within the doing', async () => {
  const ground = aCenter();
  const ada = await agentOf(ground, '371');
  const story = storyOf(ada);
  ground.center.callIn(anybody);
  expect(story).toEqual([]);
  await Promise.resolve();
  expect(story).toHaveLength(3);
});

it('tells a colleague who is consulted of the customer before the call', async () => {
  const ground = aCenter({ processes: [], wrapUpSeconds: 0 });
  const ada = await agentOf(ground, '371');
  const ben = await agentOf(ground, '372');
  const stories = { ada: storyOf(ada), ben: storyOf(ben) };
  ground.center.callIn({ ...anybody, workNo: '371' });
  await ada.request('call.answer', {});
  stories.ada.length = 0;
  await ada.request('call.consult', { to: '372' });
  await ben.request('call.answer', {});
  await ada.request('call.cancelConsult', {});
  expect(stories.ada).toEqual([
    'call call-1 held',
    'call call-2 dialing',
    'call call-2 talking',
    'call call-2 ended',
    'call call-1 talking',
  ]);
  expect(stories.ben).toEqual([
    'contact contact-1',
    'focus contact-1',
    'call call-3 ringing',
    'call call-3 talking',
    'agent on-call',
    'call call-3 ended',
    'agent ready',
    'contact contact-1 ended',
    'focus none',
  ]);
});

it('moves the focus right after the call in focus ended, before anything else is told', async () => {
  const ground = aCenter();
  const ada = await agentOf(ground, '371');
  ground.center.callIn({ ...anybody, workNo: '371' });
  await ada.request('call.answer', {});
  const waiting = ground.center.callIn({ ...anybody, callerNum: '5550101', workNo: '371' });
  await ground.clock.advance(0);
  const story = storyOf(ada);
  await ada.request('call.answer', { callId: waiting.callId });
  expect(story).toEqual(['call call-1 held', 'focus contact-2', 'call call-2 talking']);
  story.length = 0;
  waiting.hangUp();
  await ground.clock.advance(0);
  expect(story).toEqual(['call call-2 ended', 'focus contact-1']);
});

it('has the lists of a snapshot in the order in which a listener got to know them', async () => {
  const ground = aCenter({
    processes: [{ verifyTypeCode: 'ANI', name: 'ANI', enabled: true, flow: { url: 'https://bank.example.com/v' } }],
    fetch: async () => Response.json({ data: { verifyResult: 1 } }),
  });
  const ada = await agentOf(ground, '371');
  const ben = await agentOf(ground, '372');
  ground.center.callIn({ ...anybody, workNo: '371' });
  await ada.request('call.answer', {});
  await ada.request('verification.start', { verifyTypeCode: 'ANI' });
  await ground.clock.advance(0);
  const consult = async (): Promise<void> => {
    await ada.request('call.consult', { to: '372' });
    await ben.request('call.answer', {});
    expect(ben.snapshot()).toEqual(ground.center.snapshot('372'));
    expect(ben.snapshot().verifications).toMatchObject([{ contactId: 'contact-1', result: 1 }]);
  };
  await consult();
  await ada.request('call.cancelConsult', {});
  // The older contact comes back after a newer one.
  const { contactId } = await ben.request('contact.start', { mediaType: 'web', calledNum: '5550105' });
  await consult();
  expect(ben.snapshot().contacts.map(({ id }) => id)).toEqual([contactId, 'contact-1']);
  await ada.request('call.cancelConsult', {});
  expect(ben.snapshot()).toEqual(ground.center.snapshot('372'));
  expect(ben.snapshot().verifications).toEqual([]);
});
