import { expect, it } from 'vitest';
import { leaseMandate } from '../../../../src/transports/shared/lease.js';
import type { Standing } from '../../../../src/transports/shared/mandate.js';
import { createFakeBrowser } from '../../../support/shared-browser.js';
import { createFakeDatabase } from '../../../support/shared-database.js';
import { microtasks } from '../../../support/turns.js';

function aLease() {
  const browser = createFakeBrowser();
  const databaseFor = createFakeDatabase();
  const tab = (id: string, standing: Partial<Standing> = {}, database?: IDBFactory) => {
    const told: string[] = [];
    const mandate = leaseMandate(
      database ?? databaseFor(browser.newTab()),
      'tabs',
      browser.clock,
      { id, term: () => 0, next: () => browser.clock.now(), isVacant: () => true, ...standing },
      { granted: (term) => told.push(`granted ${term! - 1_000_000}`), revoked: () => told.push('revoked') },
    );
    return { mandate, told };
  };
  const pass = async (ms: number): Promise<void> => {
    browser.clock.advance(ms);
    for (let turn = 0; turn < 5; turn += 1) await microtasks();
  };
  return { browser, tab, pass };
}

it('is granted to one of those who ask at once', async () => {
  const { tab, pass } = aLease();
  const tabs = [tab('a'), tab('b')];
  for (const { mandate } of tabs) mandate.seek(0);
  await pass(150);
  expect(tabs.map(({ told }) => told)).toEqual([['granted 150'], []]);
});

it('runs out unless it is renewed, and who was late learns it', async () => {
  const { tab, pass } = aLease();
  const [a, b] = [tab('a'), tab('b')];
  a.mandate.seek(0);
  await pass(150);
  await pass(2900);
  void a.mandate.renew();
  await pass(200);
  b.mandate.seek(0);
  await pass(150);
  expect(b.told).toEqual([]);
  await pass(3000);
  b.mandate.seek(0);
  await pass(150);
  expect(b.told).toEqual(['granted 6550']);
  void a.mandate.renew();
  await pass(1);
  expect(a.told).toEqual(['granted 150', 'revoked']);
});

it('begins a newer term than the lease before it, whatever the time of day', async () => {
  const { tab, pass } = aLease();
  const a = tab('a', { next: () => 5_000_000 });
  const b = tab('b');
  a.mandate.seek(0);
  await pass(150);
  await pass(4000);
  b.mandate.seek(0);
  await pass(150);
  expect(b.told).toEqual(['granted 4000001']);
});

it('need not run out for who knows its owner to be gone', async () => {
  const { tab, pass } = aLease();
  const [a, b, c] = [tab('a'), tab('b', { term: () => 1_000_150 }), tab('c', { term: () => 1_000_150 })];
  a.mandate.seek(0);
  await pass(150);
  b.mandate.seek(0);
  c.mandate.seek(0);
  await pass(150);
  expect([b.told, c.told]).toEqual([['granted 300'], []]);
});

it('is free again at once when it was given back', async () => {
  const { tab, pass } = aLease();
  const [a, b] = [tab('a'), tab('b')];
  a.mandate.seek(0);
  await pass(150);
  a.mandate.release();
  b.mandate.seek(0);
  await pass(150);
  expect(b.told).toEqual(['granted 300']);
});

it('is not taken by a tab that an owner has answered', async () => {
  const { tab, pass } = aLease();
  let isVacant = true;
  const [a, b] = [tab('a', { isVacant: () => isVacant }), tab('b')];
  a.mandate.seek(0);
  isVacant = false;
  await pass(150);
  expect(a.told).toEqual([]);
  b.mandate.seek(0);
  await pass(150);
  expect(b.told).toEqual(['granted 300']);
});

it('is granted to every tab that hears no owner where there is no database', async () => {
  const { tab, pass } = aLease();
  const blocked = {
    open: () => {
      throw new Error('SecurityError');
    },
  } as unknown as IDBFactory;
  const a = tab('a', {}, blocked);
  a.mandate.seek(0);
  await pass(150);
  void a.mandate.renew();
  await pass(1);
  expect(a.told).toEqual(['granted 150']);
});
