import type { Browser, LaunchOptions } from 'playwright-core';
import { contract } from '../contracts/center-driver.js';
import { launchChromium } from './chromium.js';
import { pageBundle } from './page-bundle.js';
import { pageHosts, startPageServer, type PageServer } from './page-server.js';
import { attachRaw, type RawTarget } from './raw-target.js';
import { serveCenter, type ServedCenter } from './served-center.js';

/** A browser, pages of one origin, and the contract's centre behind a real server. */
export interface SharedBench {
  readonly browser: Browser;
  readonly server: PageServer;
  readonly center: ServedCenter;
  readonly origin: string;
  /** The address of a tab that connects by itself; `n` tells it apart. */
  url(n: number): string;
  /** Opens tabs one after the other, each when the one before is open. The first is the owner. */
  openTabs(count: number): Promise<BenchTab[]>;
  close(): Promise<void>;
}

/** A tab spoken to directly: Playwright's own pages do not freeze, and a crash takes its objects along. */
export interface BenchTab extends RawTarget {
  status(): Promise<unknown>;
  isOwner(): Promise<unknown>;
  calls(): Promise<unknown>;
  isRinging(): Promise<unknown>;
  heard(): Promise<string[]>;
  request(operation: string, input?: object): Promise<unknown>;
  /** Keeps its thread busy. */
  hang(ms: number): Promise<unknown>;
  setLifecycle(state: 'frozen' | 'active'): Promise<void>;
  close(): Promise<void>;
}

/** @param script The script of the tabs: a page of `frames/` that makes `window.tab`. */
export async function startSharedBench(
  host = 'localhost',
  launch: LaunchOptions = {},
  script = 'shared',
): Promise<SharedBench> {
  const server = await startPageServer();
  server.serve('/shared.js', await pageBundle(script), { type: 'text/javascript' });
  server.serve('/blank.html', '<!doctype html><title>blank</title>');
  server.serve('/tab.html', '<!doctype html><title>tab</title><body><script src="/shared.js"></script>');
  const origin = server.origin(host);
  const center = await serveCenter({ allowedOrigins: [origin], dangerouslyAllowHttp: true });
  const browser = await launchChromium({ ...launch, args: [pageHosts, ...(launch.args ?? [])] });
  const session = await browser.newBrowserCDPSession();
  const port = new URL(center.baseUrl).port;
  // A name of the page's kind: a page of a plain-http name may not call the loopback address.
  const baseUrl = host === 'localhost' ? center.baseUrl : `http://center.test:${port}/aicc`;
  const options = encodeURIComponent(JSON.stringify({ baseUrl, token: 'token-of-371' }));
  const url = (n: number): string => `${origin}/tab.html?n=${n}#${options}`;
  let opened = 0;

  return {
    browser,
    server,
    center,
    origin,
    url,
    async openTabs(count) {
      const tabs: BenchTab[] = [];
      for (let each = 0; each < count; each += 1) {
        opened += 1;
        const { targetId } = await session.send('Target.createTarget', { url: url(opened) });
        const raw = await attachRaw(browser, `${origin}/tab.html?n=${opened}#`);
        const tab = driveTab(raw, () => session.send('Target.closeTarget', { targetId }));
        await until(async () => (await tab.status()) === 'open', `tab ${opened} is open`);
        tabs.push(tab);
      }
      return tabs;
    },
    async close() {
      await browser.close();
      await center.dispose();
      await server.close();
    },
  };
}

function driveTab(raw: RawTarget, close: () => Promise<unknown>): BenchTab {
  return {
    ...raw,
    status: () => raw.evaluate('window.tab?.status()'),
    isOwner: () => raw.evaluate('tab.isOwner()'),
    calls: () => raw.evaluate('tab.calls()'),
    isRinging: () => raw.evaluate('tab.isRinging()'),
    heard: async () => (await raw.evaluate('tab.heard')) as string[],
    request: (operation, input = {}) =>
      raw.evaluate(`tab.request(${JSON.stringify(operation)}, ${JSON.stringify(input)})`),
    // Not in the page's bundle, where such a loop is optimised away.
    hang: (ms) => raw.evaluate(`void setTimeout(() => { for (const end = Date.now() + ${ms}; Date.now() < end;); })`),
    async setLifecycle(state) {
      await raw.send('Page.setWebLifecycleState', { state });
    },
    async close() {
      await close();
    },
  };
}

/** Asks again and again, for at most half a minute. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`Not so after 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Signs the agent in and lets a customer ring. */
export async function ring(center: ServedCenter): Promise<{ readonly callId: string }> {
  return center.center.callIn({
    callerNum: '5550100',
    calledNum: contract.serviceNumber,
    workNo: contract.agent,
  });
}
