/** Many calls in many tabs of a real Chromium, against a token endpoint that fails when it is asked twice at once. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { pageBundle } from '../support/page-bundle.js';
import { pageHosts } from '../support/page-server.js';
import { makeJwt } from '../support/token-bench.js';
import { startTokenServer, type TokenServer } from '../support/token-server.js';

let server: TokenServer;
let browser: Browser;
beforeAll(async () => {
  server = await startTokenServer();
  server.serve('/token.js', await pageBundle('token'), 'text/javascript');
  server.serve('/tab.html', '<!doctype html><title>tab</title><script src="/token.js"></script>');
  browser = await launchChromium({ args: [pageHosts] });
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const ended = makeJwt({ exp: 1_700_000_000, user_name: 'agent-371' });

describe.each(['localhost', 'app.test'])('three tabs of %s', (host) => {
  let context: BrowserContext;
  let tabs: Page[];
  let printed: string[];

  const open = async (ahead = 0): Promise<Page> => {
    const page = await context.newPage();
    page.on('console', (message) => printed.push(message.text()));
    page.on('pageerror', (error) => printed.push(String(error)));
    await page.goto(`${server.origin(host)}/tab.html?ahead=${ahead}`);
    return page;
  };
  const ask = (page: Page, rejected?: string): Promise<string[]> =>
    page.evaluate((given) => window.tokenTab.ask(5, given === undefined ? {} : { rejected: given }), rejected);
  const askAll = async (rejected?: string): Promise<string[]> =>
    (await Promise.all(tabs.map((page) => ask(page, rejected)))).flat();

  beforeEach(async () => {
    server.reset();
    printed = [];
    context = await browser.newContext();
    await context.addCookies([{ name: 'AC_TOKEN', value: ended, url: server.origin(host) }]);
    tabs = [];
    for (let each = 0; each < 3; each += 1) tabs.push(await open());
  });
  afterEach(() => context.close());

  it(`are on a page ${host === 'localhost' ? 'with' : 'without'} Web Locks`, async () => {
    expect(await tabs[0]!.evaluate(() => 'locks' in navigator)).toBe(host === 'localhost');
  });

  it('make one request for fifteen calls, with a token that has ended and with one that was refused', async () => {
    const first = await askAll();
    expect(new Set(first).size).toBe(1);
    expect(first[0]).toMatch(/^secret-token-/);
    expect(server.exchanges).toEqual([{}]);
    const second = await askAll(first[0]);
    expect(new Set(second).size).toBe(1);
    expect(second[0]).not.toBe(first[0]);
    expect(server.exchanges).toEqual([{}, { rejected: first[0] }]);
  });

  it('serve all ten callers of the others when the one that fetches is killed, with one request more', async () => {
    server.answers('hangs');
    const [first, ...others] = tabs as [Page, Page, Page];
    void ask(first).catch(() => undefined);
    await expect.poll(() => server.exchanges.length).toBe(1);
    const waiting = Promise.all(others.map((page) => ask(page)));
    // They wait: nobody else asks.
    await new Promise((resolve) => setTimeout(resolve, 300));
    server.answers('token');
    const session = await context.newCDPSession(first);
    session.send('Page.crash').catch(() => undefined);
    const outcomes = (await waiting).flat();
    expect(new Set(outcomes).size).toBe(1);
    expect(outcomes[0]).toMatch(/^secret-token-/);
    expect(server.exchanges).toHaveLength(2);
    expect(server.mostAtOnce).toBe(1);
  });

  it.each([
    ['500', { status: 500 }, 'auth/exchange-failed'],
    ['429 with Retry-After', { status: 429, retryAfter: 60 }, 'auth/exchange-failed'],
    ['401', { status: 401 }, 'auth/login-required'],
    ['nothing', 'hangs', 'net/timeout'],
  ] as const)('all settle when the endpoint answers %s, and never ask twice at once', async (_, how, code) => {
    server.answers(how);
    expect(await askAll()).toEqual(Array(15).fill(code));
    expect(server.mostAtOnce).toBe(1);
    if (typeof how === 'object' && how.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(await askAll()).toEqual(Array(15).fill(code));
      expect(server.exchanges).toHaveLength(1);
    }
    // Where the agent can help, or time, it goes on.
    if (typeof how === 'object' && how.status === 401) {
      server.answers('token');
      await expect.poll(async () => (await ask(tabs[1]!))[0], { timeout: 10_000 }).toMatch(/^secret-token-/);
    }
  });

  it.each([-600_000, 600_000])('are served when their clock is wrong by %i ms', async (ahead) => {
    server.lifeSeconds = 120;
    tabs = [await open(ahead), await open(ahead), await open(ahead)];
    const outcomes = await askAll();
    expect(new Set(outcomes).size).toBe(1);
    expect(await askAll()).toEqual(outcomes);
    expect(server.exchanges).toHaveLength(1);
    const skewMs = await tabs[0]!.evaluate(() => window.tokenTab.tokens.toJSON().skewMs);
    const measured = await Promise.all(tabs.map((page) => page.evaluate(() => window.tokenTab.tokens.toJSON().skewMs)));
    expect(
      measured.some((each) => Math.abs(each + ahead) < 10_000),
      String(skewMs),
    ).toBe(true);
  });

  it('renew together, once, after an hour of sleep', async () => {
    const [before] = await askAll();
    await Promise.all(tabs.map((page) => page.evaluate(() => window.tokenTab.leap(3_600_000))));
    const after = await askAll();
    expect(new Set(after).size).toBe(1);
    expect(after[0]).not.toBe(before);
    expect(server.exchanges).toHaveLength(2);
    expect(server.mostAtOnce).toBe(1);
  });

  it('settle offline when the token ends, and renew when the network is back', async () => {
    await askAll();
    await context.setOffline(true);
    await Promise.all(tabs.map((page) => page.evaluate(() => window.tokenTab.leap(3_600_000))));
    expect(await askAll()).toEqual(Array(15).fill('net/unreachable'));
    await context.setOffline(false);
    await expect.poll(async () => (await askAll()).every((each) => each.startsWith('secret-token-'))).toBe(true);
    expect(server.mostAtOnce).toBe(1);
  });

  it('show the token in no storage, address, lock, log or print', async () => {
    await askAll();
    await askAll('secret-token-x');
    for (const page of tabs) {
      const kept = await page.evaluate(() => window.tokenTab.kept());
      expect(kept).toContain('tab.html');
      expect(kept).not.toContain('secret-token-');
    }
    expect(printed.join('\n')).not.toContain('secret-token-');
    const { cookies, origins } = await context.storageState({ indexedDB: true });
    expect(JSON.stringify([cookies, origins])).not.toContain('secret-token-');
  });
});
