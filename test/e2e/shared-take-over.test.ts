import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ring, startSharedBench, until, type BenchTab, type SharedBench } from '../support/shared-bench.js';

let bench: SharedBench;
/** Those that are expected to answer. */
let tabs: BenchTab[];
let opened: readonly BenchTab[];
beforeAll(async () => {
  bench = await startSharedBench();
});
afterAll(() => bench.close());

beforeEach(async () => {
  await bench.center.behind.request('agent.signIn', { force: true });
  opened = await bench.openTabs(5);
  tabs = [...opened];
});
afterEach(async () => {
  for (const tab of opened) await tab.close().catch(() => undefined);
  const { center } = bench;
  for (const { id } of center.behind.snapshot().contacts) await center.center.endContact(id);
});

const all = async <T>(ask: (tab: BenchTab) => Promise<T>): Promise<T[]> => Promise.all(tabs.map(ask));
const ringing = async (): Promise<number> => (await all((tab) => tab.isRinging())).filter(Boolean).length;
const owners = async (): Promise<number[]> =>
  (await all((tab) => tab.isOwner())).flatMap((isOwner, index) => (isOwner ? [index] : []));
const untilAll = (what: string, holds: (tab: BenchTab) => Promise<boolean>): Promise<void> =>
  until(async () => (await all(holds)).every(Boolean), what);
const untilRinging = (): Promise<void> =>
  untilAll('all tabs show the ringing call', async (tab) => String(await tab.calls()) === 'ringing');

/** Those that are left go on under one owner: as they were, and able to act. */
async function expectTakeOver(state: 'ringing' | 'talking'): Promise<void> {
  await until(async () => (await owners()).length === 1, 'one of those that are left owns the link');
  await untilAll('all are open', async (tab) => (await tab.status()) === 'open');
  for (const calls of await all((tab) => tab.calls())) expect(calls).toEqual([state]);
  expect(await ringing()).toBe(state === 'ringing' ? 1 : 0);
}

async function expectWholeCall(): Promise<void> {
  expect(await tabs.at(-1)!.request('call.hangUp')).toBe('done');
  await untilAll('all tabs heard the end', async (tab) => (await tab.heard()).includes('call.ended ended'));
  for (const heard of await all((tab) => tab.heard())) {
    const calls = heard.filter((line) => line.startsWith('call'));
    expect(calls).toEqual(['call.updated ringing', 'call.updated talking', 'call.ended ended']);
  }
}

describe('five tabs', () => {
  it('show one state under one owner, one of them rings, and any of them can act', async () => {
    expect(await owners()).toEqual([0]);
    await ring(bench.center);
    await untilRinging();
    expect(await ringing()).toBe(1);
    expect(await tabs[3]!.request('call.answer')).toBe('done');
    await untilAll('all tabs talk', async (tab) => String(await tab.calls()) === 'talking');
    expect(await ringing()).toBe(0);
    await expectWholeCall();
  });

  const ends: Record<string, (owner: BenchTab) => Promise<unknown>> = {
    closes: (owner) => owner.close(),
    crashes: async (owner) => void owner.send('Page.crash').catch(() => undefined),
    'goes to another page': (owner) => owner.send('Page.navigate', { url: `${bench.origin}/blank.html` }),
  };
  for (const [name, end] of Object.entries(ends)) {
    it(`go on ringing in one tab, with no second event, when the owner ${name}`, async () => {
      await ring(bench.center);
      await untilRinging();
      await end(tabs.shift()!);
      await expectTakeOver('ringing');
      expect(await tabs[1]!.request('call.answer')).toBe('done');
      await expectWholeCall();
    });

    it(`go on with the call when the owner ${name}`, async () => {
      await ring(bench.center);
      await untilRinging();
      expect(await tabs[2]!.request('call.answer')).toBe('done');
      await untilAll('all tabs talk', async (tab) => String(await tab.calls()) === 'talking');
      await end(tabs.shift()!);
      await expectTakeOver('talking');
      await expectWholeCall();
    });
  }

  it('take over from an owner that freezes, and it follows when it is active again', async () => {
    await ring(bench.center);
    await untilRinging();
    const [owner] = tabs as [BenchTab];
    await owner.setLifecycle('frozen');
    tabs.shift();
    await expectTakeOver('ringing');
    expect(await tabs[1]!.request('call.answer')).toBe('done');
    await owner.setLifecycle('active');
    tabs.unshift(owner);
    await untilAll('all are open', async (tab) => (await tab.status()) === 'open');
    expect(await owner.isOwner()).toBe(false);
    expect(await owners()).toHaveLength(1);
    await expectWholeCall();
  });

  it('take the link from an owner that hangs, and it stands down when it runs again', async () => {
    await ring(bench.center);
    await untilRinging();
    const [owner] = tabs as [BenchTab];
    await owner.hang(10_000);
    tabs.shift();
    await expectTakeOver('ringing');
    expect(await tabs[1]!.request('call.answer')).toBe('done');
    tabs.unshift(owner);
    // Its answers come when it runs again.
    await untilAll('all are open', async (tab) => (await tab.status()) === 'open');
    await until(async () => (await owners()).length === 1, 'one owner');
    expect(await owner.isOwner()).toBe(false);
    await expectWholeCall();
  });

  it('reject what was asked of an owner that goes, and do not ask again', async () => {
    const made = async (): Promise<number> =>
      (await bench.center.center.requests()).filter(({ operation }) => operation === 'agent.setBusy').length;
    const before = await made();
    await bench.center.center.fault('drop', { on: 'answer' });
    const asked = tabs[1]!.request('agent.setBusy');
    await until(async () => (await made()) > before, 'the centre was asked');
    await tabs.shift()!.close();
    expect(await asked).toBe('bridge/peer-gone');
    await untilAll('all are open', async (tab) => (await tab.status()) === 'open');
    expect(await tabs[1]!.request('agent.setReady')).toBe('done');
    expect(await made()).toBe(before + 1);
  });

  it('say stale while the owner is offline, and are open again when it is online', async () => {
    const [owner] = tabs as [BenchTab];
    const offline = (isOffline: boolean): Promise<unknown> =>
      owner.send('Network.emulateNetworkConditions', {
        offline: isOffline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      });
    await owner.send('Network.enable');
    await offline(true);
    bench.center.cut();
    await untilAll('all are stale', async (tab) => (await tab.status()) === 'stale');
    await ring(bench.center);
    await offline(false);
    await untilAll('all are open', async (tab) => (await tab.status()) === 'open');
    await untilRinging();
    expect(await ringing()).toBe(1);
    expect(await owners()).toEqual([0]);
    await tabs[4]!.request('call.answer');
    await untilAll('all tabs talk', async (tab) => String(await tab.calls()) === 'talking');
    await expectWholeCall();
  });
});
