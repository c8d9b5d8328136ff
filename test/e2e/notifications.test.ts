import type { CDPSession } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../support/desktop.js';
import { ring, startSharedBench, until, type BenchTab, type SharedBench } from '../support/shared-bench.js';

let desktop: Desktop;
let bench: SharedBench;
let browser: CDPSession;
let opened: BenchTab[];
let elsewhere: string[];
// Other systems tell nobody what stands on their desktops.
const onLinux = describe.skipIf(process.platform !== 'linux');
beforeAll(async () => {
  desktop = await startDesktop();
  bench = await startSharedBench('localhost', { env: desktop.env }, 'notifier');
  browser = await bench.browser.newBrowserCDPSession();
});
afterAll(async () => {
  await bench.close();
  await desktop.close();
});

beforeEach(async () => {
  opened = [];
  elsewhere = [];
  await setPermission('granted');
  await bench.center.behind.request('agent.signIn', { force: true });
});
afterEach(async () => {
  for (const tab of opened) await tab.close().catch(() => undefined);
  for (const targetId of elsewhere) await browser.send('Target.closeTarget', { targetId });
  const { center } = bench;
  for (const { id } of center.behind.snapshot().contacts) await center.center.endContact(id);
  await untilShown([]);
});

const setPermission = (setting: 'granted' | 'denied' | 'prompt'): Promise<unknown> =>
  browser.send('Browser.setPermission', { permission: { name: 'notifications' }, setting, origin: bench.origin });

async function openTabs(count: number): Promise<BenchTab[]> {
  const tabs = await bench.openTabs(count);
  opened.push(...tabs);
  return tabs;
}

/** The agent goes to a page of somebody else, in a tab of its own. */
async function lookElsewhere(): Promise<void> {
  const { targetId } = await browser.send('Target.createTarget', { url: `${bench.origin}/blank.html` });
  elsewhere.push(targetId);
  for (const tab of opened) await until(async () => !(await tab.evaluate('tab.isSeen()')), 'no tab is looked at');
}

const titles = (): string[] => desktop.shown().map(({ title }) => title);
const untilShown = (wanted: readonly string[]): Promise<void> =>
  until(async () => titles().join() === wanted.join(), `the desktop shows [${wanted.join()}]`);
const untilRinging = async (): Promise<void> => {
  for (const tab of opened) {
    await until(async () => String(await tab.calls()) === 'ringing', 'all tabs show the ringing call');
  }
};
const read = (tab: BenchTab, what: string): Promise<unknown> => tab.evaluate(`tab.${what}`);

/** A hidden page on which a call rings, as it stands on the desktop. */
async function ringHidden(): Promise<BenchTab> {
  const [tab] = (await openTabs(1)) as [BenchTab];
  await lookElsewhere();
  await ring(bench.center);
  await untilShown(['5550100']);
  return tab;
}

onLinux('a notification on the desktop', () => {
  it('stands there while a call rings on a hidden page, and goes when the customer hangs up', async () => {
    await ringHidden();
    expect(desktop.shown()[0]?.text).toContain(new URL(bench.origin).host);
    const [call] = bench.center.behind.snapshot().calls;
    await bench.center.center.customerHangUp(call!.id);
    await untilShown([]);
  });

  it('goes when the call is answered at another seat', async () => {
    const tab = await ringHidden();
    await bench.center.behind.request('call.answer', {});
    await untilShown([]);
    expect(await tab.calls()).toEqual(['talking']);
  });

  it('brings its page to the front when it is clicked', async () => {
    const tab = await ringHidden();
    expect(await read(tab, 'isSeen()')).toBe(false);
    desktop.click('5550100');
    await until(async () => (await read(tab, 'isSeen()')) === true, 'the page is in front');
    await untilShown([]);
    expect(await read(tab, 'clicked')).toEqual(['5550100']);
    expect(await tab.calls()).toEqual(['ringing']);
  });

  it('that the agent puts away does not come again, and the call rings on', async () => {
    const tab = await ringHidden();
    const before = desktop.history.length;
    desktop.dismiss('5550100');
    await bench.center.behind.request('agent.setBusy', {});
    expect(await tab.calls()).toEqual(['ringing']);
    expect([titles(), desktop.history.length]).toEqual([[], before]);
  });

  it('is not shown to an agent who looks, and comes when they turn away', async () => {
    await openTabs(1);
    const before = desktop.history.length;
    await ring(bench.center);
    await untilRinging();
    expect(desktop.history).toHaveLength(before);
    await lookElsewhere();
    await untilShown(['5550100']);
  });

  const ends: Record<string, (tab: BenchTab) => Promise<unknown>> = {
    'is closed': (tab) => tab.close(),
    'goes to another page': (tab) => tab.send('Page.navigate', { url: `${bench.origin}/blank.html` }),
  };
  for (const [name, end] of Object.entries(ends)) {
    it(`does not outlive its page, when that ${name}`, async () => {
      await end(await ringHidden());
      await untilShown([]);
    });
  }
});

onLinux('of several tabs', () => {
  it('the owner alone shows a notification, and takes it away when another tab answers', async () => {
    const tabs = await openTabs(3);
    await lookElsewhere();
    const before = desktop.history.length;
    await ring(bench.center);
    await untilRinging();
    await untilShown(['5550100']);
    expect(await Promise.all(tabs.map((tab) => tab.isOwner()))).toEqual([true, false, false]);
    expect(desktop.history.slice(before).map(({ text }) => text.split('\n').at(-1))).toEqual([
      expect.stringMatching(/^\d+ call-\d+$/),
    ]);
    await read(tabs[2]!, 'answer()');
    await untilShown([]);
  });

  const leaves: Record<string, (owner: BenchTab) => Promise<unknown>> = {
    closes: (owner) => owner.close(),
    crashes: async (owner) => void owner.send('Page.crash').catch(() => undefined),
    freezes: (owner) => owner.setLifecycle('frozen'),
  };
  for (const [name, leave] of Object.entries(leaves)) {
    it(`one notification is left when the owner ${name}, and it goes with the call`, async () => {
      const [owner, ...others] = (await openTabs(3)) as [BenchTab, BenchTab, BenchTab];
      await lookElsewhere();
      await ring(bench.center);
      await untilShown(['5550100']);
      const before = desktop.history.length;
      await leave(owner);
      await until(
        async () => (await Promise.all(others.map((tab) => tab.isOwner()))).includes(true),
        'another tab is the owner',
      );
      await until(async () => desktop.history.length > before, 'the new owner has shown it');
      await untilShown(['5550100']);
      await bench.center.behind.request('call.answer', {});
      await untilShown([]);
    });
  }
});

onLinux('the permission', () => {
  /** A real click of the mouse, which the browser takes for the person's. */
  async function pressEnable(tab: BenchTab): Promise<void> {
    const [x, y] = (await tab.evaluate(
      `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.querySelector('button').getBoundingClientRect())`,
    )) as [number, number];
    for (const type of ['mousePressed', 'mouseReleased']) {
      await tab.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
    }
  }

  it('is asked for by a click only, and what was answered is told', async () => {
    await setPermission('prompt');
    const [tab] = (await openTabs(1)) as [BenchTab];
    await ring(bench.center);
    await untilRinging();
    expect([await read(tab, 'permission()'), await read(tab, 'asked')]).toEqual(['default', []]);
    await pressEnable(tab);
    // Without a screen nobody answers the browser's question, and it puts it away.
    await until(async () => String(await read(tab, 'answers')) === 'default', 'the button got its answer');
    expect(await read(tab, 'asked')).toEqual([true]);
    // Now the agent allows it.
    await setPermission('granted');
    await pressEnable(tab);
    await until(async () => String(await read(tab, 'answers')) === 'default,granted', 'it is granted');
    expect([await read(tab, 'permission()'), titles()]).toEqual(['granted', []]);
    await lookElsewhere();
    await untilShown(['5550100']);
  });

  it('that is denied is told, not asked for again, and harms nothing', async () => {
    await setPermission('denied');
    const [tab] = (await openTabs(1)) as [BenchTab];
    await pressEnable(tab);
    await until(async () => String(await read(tab, 'answers')) === 'denied', 'the button got its answer');
    const before = desktop.history.length;
    await lookElsewhere();
    await ring(bench.center);
    await untilRinging();
    expect([await read(tab, 'permission()'), await read(tab, 'asked')]).toEqual(['denied', []]);
    await read(tab, 'answer()');
    await until(async () => String(await tab.calls()) === 'talking', 'the call goes on');
    expect(desktop.history).toHaveLength(before);
  });
});
