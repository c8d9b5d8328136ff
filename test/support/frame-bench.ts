import type { Browser, BrowserContext, Frame, LaunchOptions, Page } from 'playwright-core';
import type { GuestPolicy } from '../../src/host/guest-policy.js';
import { launchChromium } from './chromium.js';
import type { Guest, GuestOptions } from './frames/guest-page.js';
import type { FrameOptions, StartOptions, Workbench } from './frames/workbench-page.js';
import { pageBundle } from './page-bundle.js';
import { pageHosts, startPageServer, type PageServer } from './page-server.js';

declare global {
  interface Window {
    guest: Guest;
    workbench: Workbench;
  }
}

/** A browser, and pages for the frame tests on origins of different sites. */
export interface FrameBench {
  readonly server: PageServer;
  readonly browser: Browser;
  /** Where the workbench lives. */
  readonly home: string;
  /** Where the bank's page lives. */
  readonly bank: string;
  /** Where nobody is allowed from. */
  readonly stranger: string;
  /** A workbench page with a running host, in a context of its own. */
  openWorkbench(options?: Partial<StartOptions>): Promise<WorkbenchPage>;
  newContext(): Promise<BrowserContext>;
  /** The address of a guest page that connects by itself. */
  guestUrl(options?: Partial<GuestOptions>, origin?: string): string;
  /** The policy of a guest that may do everything the fake centre offers. */
  policy(more?: Partial<GuestPolicy>): GuestPolicy;
  close(): Promise<void>;
}

export interface WorkbenchPage {
  readonly page: Page;
  /** Adds a frame; resolves once its page has loaded. */
  addFrame(url: string, options?: Partial<FrameOptions>): Promise<Frame>;
  /** Adds the bank's page and waits for its session. */
  addGuest(options?: Partial<GuestOptions>, frame?: Partial<FrameOptions>): Promise<Frame>;
  frame(name: string): Frame;
  guestEvents(): Promise<string[]>;
  requests(): Promise<{ operation: string; input: unknown; aborted?: string }[]>;
  close(): Promise<void>;
}

export async function startFrameBench(launch: LaunchOptions = {}): Promise<FrameBench> {
  const server = await startPageServer();
  const script = { type: 'text/javascript' };
  for (const name of ['workbench', 'sim-workbench', 'guest']) {
    server.serve(`/${name}.js`, await pageBundle(name), script);
    const html = `<!doctype html><title>${name}</title><body><script src="/${name}.js"></script>`;
    server.serve(`/${name}.html`, html);
    server.serve(`/other-${name}.html`, html);
  }
  server.serve('/blank.html', '<!doctype html><title>blank</title><body>');
  const browser = await launchChromium({ ...launch, args: [pageHosts, ...(launch.args ?? [])] });

  const home = server.origin('localhost');
  const bank = server.origin('127.0.0.1');
  const guestUrl: FrameBench['guestUrl'] = (options = {}, origin = bank) => {
    const all: GuestOptions = { allowedOrigins: [home], handshakeTimeoutMs: 1000, ...options };
    return `${origin}/guest.html#${encodeURIComponent(JSON.stringify(all))}`;
  };
  const policy: FrameBench['policy'] = (more) => ({
    origin: bank,
    operations: ['agent.setReady', 'call.dial', 'contact.start', 'verification.result', 'verification.processes'],
    events: ['agent.updated', 'contact.updated', 'call.updated', 'focus.changed', 'verification.updated'],
    ...more,
  });

  return {
    server,
    browser,
    home,
    bank,
    stranger: server.origin('stranger.test'),
    newContext: () => browser.newContext(),
    guestUrl,
    policy,
    async openWorkbench(options = {}) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${home}/workbench.html`);
      await page.evaluate((start) => window.workbench.start(start), { guests: [policy()], ...options });
      return driveWorkbench(page, guestUrl);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

function driveWorkbench(page: Page, guestUrl: FrameBench['guestUrl']): WorkbenchPage {
  const addFrame: WorkbenchPage['addFrame'] = async (url, options = {}) => {
    const all: FrameOptions = { name: 'bank', ...options };
    const element = await page.evaluateHandle(([address, more]) => window.workbench.addFrame(address, more), [
      url,
      all,
    ] as const);
    const frame = await element.contentFrame();
    if (!frame) throw new Error(`No frame ${all.name}`);
    await frame.waitForURL(url);
    return frame;
  };
  return {
    page,
    addFrame,
    async addGuest(options, more) {
      const frame = await addFrame(guestUrl(options), more);
      await untilOpen(frame);
      // The host hears of it a message later.
      await page.waitForFunction(() => window.workbench.guestEvents.at(-1)?.startsWith('connected'));
      return frame;
    },
    frame(name) {
      const frame = page.frame(name);
      if (!frame) throw new Error(`No frame ${name}`);
      return frame;
    },
    guestEvents: () => page.evaluate(() => [...window.workbench.guestEvents]),
    requests: () => page.evaluate(() => window.workbench.center.requests.map((request) => ({ ...request }))),
    close: () => page.context().close(),
  };
}

/** Waits until the facade of a guest page is open. */
export async function untilOpen(guest: Frame | Page): Promise<void> {
  await guest.waitForFunction(() => 'guest' in window && window.guest.support.connection.status === 'open');
}
