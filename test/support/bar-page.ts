import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { bundle } from '../../scripts/bundle.mjs';
import { barStates } from './bar-states.js';
import { launchChromium } from './chromium.js';
import { pageBundle } from './page-bundle.js';
import { startPageServer, type PageServer } from './page-server.js';

export const stateNames = Object.keys(barStates);

/** What a strict page sends: no inline script or style, and Lit's policy by its name. */
const policy = "default-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";

export interface BarPages {
  open(options?: BarPageOptions): Promise<Page>;
  /** What went wrong on the pages since the last reading. */
  readProblems(): string[];
  close(): Promise<void>;
}

export interface BarPageOptions extends BrowserContextOptions {
  readonly dir?: 'rtl';
  readonly lang?: string;
  readonly layout?: string;
  /** Before the page is loaded. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/**
 * Pages with a bar, under a strict policy, in one Chromium.
 *
 * @param options.split The bar as a page with modules gets it: panels and Chinese are files of their own.
 */
export async function startBarPages({ split = false } = {}): Promise<BarPages> {
  const server: PageServer = await startPageServer();
  const browser: Browser = await launchChromium();
  const problems: string[] = [];
  const style = 'body{margin:0;font-family:sans-serif;background:Canvas}main{padding:8px}';
  server.serve('/bar.css', `:root{color-scheme:light dark}${style}`, { type: 'text/css' });
  const type = 'text/javascript';
  if (split) {
    const input = path.join(import.meta.dirname, 'frames', 'bar-page.ts');
    const { code, chunks } = await bundle({ input, split });
    // By its own name, for the others import from it.
    for (const [name, text] of Object.entries({ 'bar-page.js': code, ...chunks }))
      server.serve(`/${name}`, text, { type });
  } else server.serve('/bar.js', await pageBundle('bar'), { type });
  server.serve('/favicon.ico', '', { type: 'image/x-icon' });
  return {
    async open({ dir, lang = 'en', layout = 'compact', before, ...options } = {}) {
      const body = `<!doctype html><html lang="${lang}"${dir ? ` dir="${dir}"` : ''}><title>Bar</title>
        <link rel="stylesheet" href="/bar.css"><main></main><script ${split ? 'type="module" src="/bar-page.js"' : 'src="/bar.js"'}></script>`;
      server.serve('/bar.html', body, { headers: { 'content-security-policy': policy } });
      const context = await browser.newContext({ viewport: { width: 420, height: 760 }, ...options });
      const page = await context.newPage();
      await before?.(page);
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(`${server.origin('localhost')}/bar.html`);
      await page.evaluate((wanted) => {
        window.harness.bar.layout = wanted as 'compact';
        return window.harness.bar.updateComplete;
      }, layout);
      return page;
    },
    readProblems: () => problems.splice(0),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
