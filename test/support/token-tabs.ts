import type { Browser, BrowserContext, Page } from 'playwright-core';
import { makeJwt } from './token-bench.js';

/** Tabs of one browser at one site, each with a token manager (`frames/token-page.ts`). */
export interface TokenTabs {
  readonly context: BrowserContext;
  /** Three, until there are others. */
  tabs: Page[];
  /** What any of them wrote to its console, or threw. */
  readonly printed: readonly string[];
  /** @param ahead Of the right time, in milliseconds. */
  open(ahead?: number): Promise<Page>;
  /** Five calls in one tab: each one's token, or the code that it rejected with. */
  ask(tab: Page, rejected?: string): Promise<string[]>;
  /** Five calls in each. */
  askAll(rejected?: string): Promise<string[]>;
}

const ended = makeJwt({ exp: 1_700_000_000, user_name: 'agent-371' });

export interface TokenTabsOptions {
  /** How long the backend may take, in milliseconds. @default that of the source */
  readonly timeoutMs?: number;
}

/** The token that the agent comes with has ended long ago. */
export async function openTokenTabs(
  browser: Browser,
  origin: string,
  { timeoutMs }: TokenTabsOptions = {},
): Promise<TokenTabs> {
  const context = await browser.newContext();
  await context.addCookies([{ name: 'AC_TOKEN', value: ended, url: origin }]);
  const printed: string[] = [];
  const opened: TokenTabs = {
    context,
    tabs: [],
    printed,
    async open(ahead = 0) {
      const page = await context.newPage();
      page.on('console', (message) => printed.push(message.text()));
      page.on('pageerror', (error) => printed.push(String(error)));
      await page.goto(`${origin}/tab.html?ahead=${ahead}${timeoutMs === undefined ? '' : `&timeout=${timeoutMs}`}`);
      return page;
    },
    ask: (tab, rejected) =>
      tab.evaluate((given) => window.tokenTab.ask(5, given === undefined ? {} : { rejected: given }), rejected),
    async askAll(rejected) {
      return (await Promise.all(opened.tabs.map((tab) => opened.ask(tab, rejected)))).flat();
    },
  };
  for (let each = 0; each < 3; each += 1) opened.tabs.push(await opened.open());
  return opened;
}
