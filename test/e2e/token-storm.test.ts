/**
 * Many calls in many tabs of a real Chromium, the server half behind them, and an identity provider that takes what is
 * exchanged once.
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { agentName } from '../support/identity.js';
import { pageHosts } from '../support/page-server.js';
import { startTokenBackend, type TokenBackend } from '../support/token-backend.js';
import { openTokenTabs, type TokenTabs } from '../support/token-tabs.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium({ args: [pageHosts] });
});
afterAll(() => browser.close());

let backend: TokenBackend;
afterEach(() => backend.close());

const statuses = (): (number | undefined)[] => backend.provider.exchanges.map(({ status }) => status);

/** They are one token of the provider, for the agent. */
async function expectOneToken(outcomes: readonly string[], count: number): Promise<string> {
  expect(outcomes).toHaveLength(count);
  expect(new Set(outcomes).size).toBe(1);
  const [token = ''] = outcomes;
  expect(await backend.provider.verify(token)).toMatchObject({ userName: agentName, scopes: ['hotline'] });
  return token;
}

it('of two servers that exchange the same thing at once, one is refused', async () => {
  backend = await startTokenBackend(2);
  const origin = backend.origin('localhost');
  const release = backend.hold();
  const answers = Promise.all(
    [1, 2].map(() =>
      fetch(`http://127.0.0.1:${new URL(origin).port}/api/aicc-token`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'sec-fetch-site': 'same-origin',
          'x-requested-with': 'aicc-support',
        },
        body: '{}',
      }),
    ),
  );
  await expect.poll(() => backend.requests).toBe(2);
  release();
  expect((await answers).filter(({ ok }) => ok)).toHaveLength(1);
  expect(statuses().sort()).toEqual([200, 400]);
});

describe.each([
  ['localhost', 1],
  ['localhost', 3],
  ['app.test', 1],
  ['app.test', 3],
])('three tabs of %s, with a backend of %i servers', (host, servers) => {
  let opened: TokenTabs;
  beforeEach(async () => {
    backend = await startTokenBackend(servers);
    opened = await openTokenTabs(browser, backend.origin(host));
  });
  afterEach(() => opened.context.close());

  it('make one request for fifteen calls, with a token that has ended and with one that was refused', async () => {
    const first = await expectOneToken(await opened.askAll(), 15);
    expect(backend.requests).toBe(1);
    expect(statuses()).toEqual([200]);
    const second = await expectOneToken(await opened.askAll(first), 15);
    expect(second).not.toBe(first);
    expect(backend.requests).toBe(2);
    expect(statuses()).toEqual([200, 200]);
    for (const tab of opened.tabs) {
      const kept = await tab.evaluate(() => window.tokenTab.kept());
      for (const token of [first, second]) expect(kept).not.toContain(token);
    }
    expect(opened.printed.join('\n')).not.toMatch(/eyJ/);
  });

  it('serve all ten callers of the others when the one that fetches is killed, with one request more', async () => {
    // One server goes on with what it began, and has it for who asks next; of several the next one begins anew.
    const release = servers === 1 ? backend.hold() : () => undefined;
    if (servers > 1) backend.provider.faults.next('hang');
    const [first, ...others] = opened.tabs;
    void opened.ask(first!).catch(() => undefined);
    await expect.poll(() => (servers === 1 ? backend.requests : backend.provider.exchanges.length)).toBe(1);
    const waiting = Promise.all(others.map((tab) => opened.ask(tab)));
    // They wait: nobody else asks.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(backend.requests).toBe(1);
    const session = await opened.context.newCDPSession(first!);
    session.send('Page.crash').catch(() => undefined);
    release();
    await expectOneToken((await waiting).flat(), 10);
    expect(backend.requests).toBe(2);
    expect(statuses()).toEqual(servers === 1 ? [200] : [undefined, 200]);
  });
});
