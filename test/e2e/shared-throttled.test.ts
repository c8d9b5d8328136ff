import { afterAll, beforeAll, expect, it } from 'vitest';
import { ring, startSharedBench, until, type BenchTab, type SharedBench } from '../support/shared-bench.js';

/**
 * Chromium lets the timers of a page that was hidden for five minutes (here for a second) run once a minute. Playwright
 * turns that off for its own sake; what the browser then does to our tabs is proved by a chain of timers in one of them.
 */
const throttled = {
  ignoreDefaultArgs: [
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
  ],
  args: ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'],
};
/** A page that is only hidden waits for the next second, and so may miss a few under load. */
const longGapMs = 20_000;

let bench: SharedBench;
let tabs: BenchTab[];

beforeAll(async () => {
  bench = await startSharedBench('localhost', throttled);
  await bench.center.behind.request('agent.signIn', { force: true });
  tabs = await bench.openTabs(4);
  // In front of all of them.
  await bench.browser
    .newBrowserCDPSession()
    .then((session) => session.send('Target.createTarget', { url: `${bench.origin}/blank.html` }));
});
afterAll(() => bench.close());

const all = async <T>(ask: (tab: BenchTab) => Promise<T>): Promise<T[]> => Promise.all(tabs.map(ask));
const count = async (ask: (tab: BenchTab) => Promise<unknown>): Promise<number> =>
  (await all(ask)).filter(Boolean).length;
const untilAll = (what: string, holds: (tab: BenchTab) => Promise<boolean>): Promise<void> =>
  until(async () => (await all(holds)).every(Boolean), what);
/** How many were opened. */
const links = (): number =>
  bench.center.requests.filter(({ method, url }) => method === 'GET' && url.endsWith('/events')).length;

it('Tabs whose timers run once a minute keep their link and their owner, ring once, and still take over', async () => {
  await untilAll('all are hidden', async (tab) => (await tab.evaluate('document.visibilityState')) === 'hidden');
  const chain = `var last = performance.now(), longest = 0;
    (function next() {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      setTimeout(next, 200);
    })()`;
  for (const tab of tabs) await tab.evaluate(chain);
  const isSlow = async (tab: BenchTab): Promise<boolean> => Number(await tab.evaluate('longest')) > longGapMs;
  for (let tries = 0; tries < 4 && (await count(isSlow)) < tabs.length; tries += 1) {
    await untilAll('the timers of all are throttled', isSlow).catch(() => undefined);
  }
  expect(await count(isSlow)).toBe(tabs.length);
  // A tick that comes a minute late is taken for a sleep: until the link has proved to live, the tabs say stale.
  await untilAll('all are open', async (tab) => (await tab.status()) === 'open');
  expect(await all((tab) => tab.isOwner())).toEqual([true, false, false, false]);
  expect(links()).toBe(1);

  await ring(bench.center);
  await untilAll('all show the ringing call', async (tab) => String(await tab.calls()) === 'ringing');
  expect(await count((tab) => tab.isRinging())).toBe(1);

  const ends = [
    (owner: BenchTab) => owner.close(),
    async (owner: BenchTab) => void owner.send('Page.crash').catch(() => undefined),
  ];
  for (const [before, end] of ends.entries()) {
    const [owner] = tabs.splice((await all((tab) => tab.isOwner())).indexOf(true), 1);
    await end(owner!);
    await until(async () => (await count((tab) => tab.isOwner())) === 1, 'another owns the link');
    await untilAll('all are open', async (tab) => (await tab.status()) === 'open');
    expect(await count((tab) => tab.isRinging())).toBe(1);
    expect(links()).toBe(before + 2);
  }

  expect(await tabs[1]!.request('call.answer')).toBe('done');
  await untilAll('all talk', async (tab) => String(await tab.calls()) === 'talking');
  for (const heard of await all((tab) => tab.heard())) {
    expect(heard.filter((line) => line.startsWith('call'))).toEqual(['call.updated ringing', 'call.updated talking']);
  }
  expect(await all((tab) => tab.evaluate('document.visibilityState'))).toEqual(['hidden', 'hidden']);
}, 240_000);
