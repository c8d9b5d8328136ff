import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ring, startSharedBench, until, type BenchTab, type SharedBench } from '../support/shared-bench.js';

let bench: SharedBench;
let opened: BenchTab[] = [];

const open = async (count: number): Promise<BenchTab[]> => {
  await bench.center.behind.request('agent.signIn', { force: true });
  opened = await bench.openTabs(count);
  return [...opened];
};
const untilAll = (tabs: readonly BenchTab[], what: string, holds: (tab: BenchTab) => Promise<boolean>): Promise<void> =>
  until(async () => (await Promise.all(tabs.map(holds))).every(Boolean), what);
const untilOpen = (tabs: readonly BenchTab[]): Promise<void> =>
  untilAll(tabs, 'all are open', async (tab) => (await tab.status()) === 'open');
const untilCalls = (tabs: readonly BenchTab[], state: string): Promise<void> =>
  untilAll(tabs, `the call of all is ${state}`, async (tab) => String(await tab.calls()) === state);
const ownersOf = async (tabs: readonly BenchTab[]): Promise<number> =>
  (await Promise.all(tabs.map((tab) => tab.isOwner()))).filter(Boolean).length;
const ringingOf = async (tabs: readonly BenchTab[]): Promise<number> =>
  (await Promise.all(tabs.map((tab) => tab.isRinging()))).filter(Boolean).length;

afterEach(async () => {
  for (const tab of opened) await tab.close().catch(() => undefined);
  for (const { id } of bench.center.behind.snapshot().contacts) await bench.center.center.endContact(id);
});

describe('a tab in the back/forward cache', () => {
  beforeAll(async () => {
    bench = await startSharedBench('localhost', { ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  });
  afterAll(() => bench.close());

  for (const [role, index] of [
    ['owner', 0],
    ['follower', 1],
  ] as const) {
    it(`that was the ${role} leaves the others in peace, and follows when it is back`, async () => {
      const tabs = await open(3);
      const away = tabs[index]!;
      await away.evaluate("window.shows = []; addEventListener('pageshow', (event) => shows.push(event.persisted))");
      await away.evaluate(`location.href = '${bench.origin}/blank.html'`);
      await until(async () => (await away.evaluate('typeof tab')) === 'undefined', 'it shows the other page');
      const others = tabs.filter((tab) => tab !== away);
      await ring(bench.center);
      await untilCalls(others, 'ringing');
      expect(await ownersOf(others)).toBe(1);
      expect(await ringingOf(others)).toBe(1);

      await away.evaluate('history.back()');
      await until(async () => (await away.evaluate('typeof tab')) === 'object', 'it is back');
      expect(await away.evaluate('shows')).toEqual([true]);
      await untilOpen(tabs);
      await untilCalls(tabs, 'ringing');
      expect(await ownersOf(tabs)).toBe(1);
      expect(await away.isOwner()).toBe(false);
      expect(await ringingOf(tabs)).toBe(1);
      expect(await away.request('call.answer')).toBe('done');
      await untilCalls(tabs, 'talking');
    });
  }
});

describe('tabs on plain http, where there are no Web Locks', () => {
  beforeAll(async () => {
    bench = await startSharedBench('crm.test');
  });
  afterAll(() => bench.close());

  it('share one link by a lease', async () => {
    const tabs = await open(5);
    expect(await tabs[0]!.evaluate('isSecureContext || String(navigator.locks)')).toBe('undefined');
    expect(await ownersOf(tabs)).toBe(1);
    expect(await tabs[0]!.isOwner()).toBe(true);
    await ring(bench.center);
    await untilCalls(tabs, 'ringing');
    expect(await ringingOf(tabs)).toBe(1);
    expect(await tabs[4]!.request('call.answer')).toBe('done');
    await untilCalls(tabs, 'talking');
  });

  const ends: Record<string, (owner: BenchTab) => Promise<unknown>> = {
    closes: (owner) => owner.close(),
    crashes: async (owner) => void owner.send('Page.crash').catch(() => undefined),
    freezes: (owner) => owner.setLifecycle('frozen'),
    hangs: (owner) => owner.hang(10_000),
  };
  for (const [name, end] of Object.entries(ends)) {
    it(`go on ringing in one tab, with no second event, when the owner ${name}`, async () => {
      const [owner, ...others] = (await open(4)) as [BenchTab, ...BenchTab[]];
      await ring(bench.center);
      await untilCalls([owner, ...others], 'ringing');
      await end(owner);
      await until(async () => (await ownersOf(others)) === 1, 'one of those that are left owns the link');
      await untilOpen(others);
      expect(await ringingOf(others)).toBe(1);
      for (const tab of others) {
        expect((await tab.heard()).filter((line) => line.startsWith('call'))).toEqual(['call.updated ringing']);
      }
      if (name === 'freezes') await owner.setLifecycle('active');
      if (name !== 'freezes' && name !== 'hangs') return;
      await until(async () => (await owner.isOwner()) === false, 'the old owner has stood down');
      await untilOpen([owner, ...others]);
      expect(await ringingOf([owner, ...others])).toBe(1);
    });
  }
});
