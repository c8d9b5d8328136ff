import { expect, it, vi } from 'vitest';
import { aCenter, agentOf, linkOf } from './a-center.js';

const anybody = { callerNum: '5550100', calledNum: '88880011', workNo: '371' };

it('hits one link with a fault that was armed once', async () => {
  const ground = aCenter();
  const [one, two] = [await agentOf(ground, '371'), await linkOf(ground, '371')];
  ground.center.faults.next('drop', { count: 1 });
  await one.request('agent.setBusy', {});
  expect([one.snapshot().agent?.state, two.snapshot().agent?.state]).toEqual(['ready', 'busy']);
  await ground.clock.advance(5000);
  expect(one.snapshot().agent?.state).toBe('busy');
});

it('holds an event back for as long as told', async () => {
  const ground = aCenter({ heartbeatMs: 60_000 });
  const ada = await agentOf(ground, '371');
  ground.center.faults.next('delay', { ms: 3000 });
  await ada.request('agent.setBusy', {});
  await ground.clock.advance(2999);
  expect(ada.snapshot().agent?.state).toBe('ready');
  await ground.clock.advance(1);
  expect(ada.snapshot().agent?.state).toBe('busy');
});

it('lets the next event pass one that is reordered, and gives it with the heartbeat when none follows', async () => {
  const ground = aCenter();
  const ada = await agentOf(ground, '371');
  const statuses = vi.fn();
  ada.subscribe((event) => {
    if (event.type === 'connection.status') statuses(event.status);
  });
  ground.center.faults.next('reorder');
  ground.center.callIn(anybody);
  await ground.clock.advance(0);
  expect(statuses.mock.calls.flat()).toEqual(['stale', 'open']);
  expect(ada.snapshot()).toEqual(ground.center.snapshot('371'));
  ground.center.faults.next('reorder');
  await ada.request('agent.setBusy', {});
  expect(ada.snapshot().agent?.state).toBe('ready');
  await ground.clock.advance(5000);
  expect(ada.snapshot().agent?.state).toBe('busy');
});

it('drops nothing that was on its way when a listener closes another link', async () => {
  const ground = aCenter();
  const [one, two] = [await agentOf(ground, '371'), await linkOf(ground, '371')];
  one.subscribe(() => void two.close());
  ground.center.callIn(anybody);
  await ground.clock.advance(0);
  expect(one.snapshot().calls).toHaveLength(1);
  expect(two.status).toBe('closed');
});

it('performs nothing for a link that was cut while the operation was under way', async () => {
  const ground = aCenter();
  const ada = await agentOf(ground, '371');
  ground.center.faults.next('delay', { on: 'operation', ms: 1000 });
  const request = ada.request('agent.setBusy', {});
  const outcome = Promise.allSettled([request]);
  await ground.clock.advance(500);
  ground.center.faults.disconnect('371');
  await ground.clock.advance(10_000);
  expect(await outcome).toMatchObject([{ status: 'rejected', reason: { code: 'bridge/peer-gone' } }]);
  expect(ground.center.requests.map(({ operation }) => operation)).toEqual(['agent.signIn']);
});
