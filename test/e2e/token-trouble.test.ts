/** Many calls in many tabs of a real Chromium, against a token endpoint that is in trouble, as it is told. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { pageBundle } from '../support/page-bundle.js';
import { pageHosts } from '../support/page-server.js';
import { startTokenServer, type TokenServer } from '../support/token-server.js';
import { openTokenTabs, type TokenTabs } from '../support/token-tabs.js';

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

describe.each(['localhost', 'app.test'])('three tabs of %s', (host) => {
  let opened: TokenTabs;
  beforeEach(async () => {
    server.reset();
    opened = await openTokenTabs(browser, server.origin(host), { timeoutMs: 3000 });
  });
  afterEach(() => opened.context.close());

  it(`are on a page ${host === 'localhost' ? 'with' : 'without'} Web Locks`, async () => {
    expect(await opened.tabs[0]!.evaluate(() => 'locks' in navigator)).toBe(host === 'localhost');
  });

  it.each([
    ['500', { status: 500 }, 'auth/exchange-failed'],
    ['429 with Retry-After', { status: 429, retryAfter: 60 }, 'auth/exchange-failed'],
    ['401', { status: 401 }, 'auth/login-required'],
    ['nothing', 'hangs', 'net/timeout'],
  ] as const)('all settle when the endpoint answers %s, and never ask twice at once', async (_, how, code) => {
    server.answers(how);
    expect(await opened.askAll()).toEqual(Array(15).fill(code));
    expect(server.mostAtOnce).toBe(1);
    if (typeof how === 'object' && how.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(await opened.askAll()).toEqual(Array(15).fill(code));
      expect(server.exchanges).toHaveLength(1);
    }
    // Where the agent can help, or time, it goes on.
    if (typeof how === 'object' && how.status === 401) {
      server.answers('token');
      await expect
        .poll(async () => (await opened.ask(opened.tabs[1]!))[0], { timeout: 10_000 })
        .toMatch(/^secret-token-/);
    }
  });

  it.each([-600_000, 600_000])('are served when their clock is wrong by %i ms', async (ahead) => {
    server.lifeSeconds = 120;
    opened.tabs = [await opened.open(ahead), await opened.open(ahead), await opened.open(ahead)];
    const outcomes = await opened.askAll();
    expect(new Set(outcomes).size).toBe(1);
    expect(await opened.askAll()).toEqual(outcomes);
    expect(server.exchanges).toHaveLength(1);
    const skewMs = await opened.tabs[0]!.evaluate(() => window.tokenTab.tokens.toJSON().skewMs);
    const measured = await Promise.all(
      opened.tabs.map((page) => page.evaluate(() => window.tokenTab.tokens.toJSON().skewMs)),
    );
    expect(
      measured.some((each) => Math.abs(each + ahead) < 10_000),
      String(skewMs),
    ).toBe(true);
  });

  it('renew together, once, after an hour of sleep', async () => {
    const [before] = await opened.askAll();
    await Promise.all(opened.tabs.map((page) => page.evaluate(() => window.tokenTab.leap(3_600_000))));
    const after = await opened.askAll();
    expect(new Set(after).size).toBe(1);
    expect(after[0]).not.toBe(before);
    expect(server.exchanges).toHaveLength(2);
    expect(server.mostAtOnce).toBe(1);
  });

  it('settle offline when the token ends, and renew when the network is back', async () => {
    await opened.askAll();
    await opened.context.setOffline(true);
    await Promise.all(opened.tabs.map((page) => page.evaluate(() => window.tokenTab.leap(3_600_000))));
    expect(await opened.askAll()).toEqual(Array(15).fill('net/unreachable'));
    await opened.context.setOffline(false);
    await expect.poll(async () => (await opened.askAll()).every((each) => each.startsWith('secret-token-'))).toBe(true);
    expect(server.mostAtOnce).toBe(1);
  });

  it('show the token in no storage, address, lock, log or print', async () => {
    await opened.askAll();
    await opened.askAll('secret-token-x');
    for (const page of opened.tabs) {
      const kept = await page.evaluate(() => window.tokenTab.kept());
      expect(kept).toContain('tab.html');
      expect(kept).not.toContain('secret-token-');
    }
    expect(opened.printed.join('\n')).not.toContain('secret-token-');
    const { cookies, origins } = await opened.context.storageState({ indexedDB: true });
    expect(JSON.stringify([cookies, origins])).not.toContain('secret-token-');
  });
});
