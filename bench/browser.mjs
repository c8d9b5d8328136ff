/**
 * Chromium with pages on https origins of different sites, served from memory: nothing leaves the machine.
 *
 * All pages are cross-origin isolated, without which the browser's clock steps by 100 µs and a ratio is 1 or 2.
 */
import { chromium } from 'playwright-core';
import { bundle } from '../scripts/bundle.mjs';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';

/** The site of the workbench, of the page in its frame, and of a frame that nobody invited. */
export const origins = {
  workbench: 'https://workbench.test',
  bank: 'https://bank.test',
  stranger: 'https://stranger.test',
};

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchBrowser() {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('Chromium was not found: "node scripts/setup.mjs" says how to install it.');
  }
  return chromium.launch({ executablePath, headless: true, args: chromiumFlags });
}

/**
 * @param {string[]} names entries in bench/pages
 * @returns {Promise<Map<string, string>>} an html page for each, with its script inside
 */
export async function bundlePages(names) {
  /** @type {Map<string, string>} */
  const pages = new Map();
  for (const name of names) {
    const { code } = await bundle({ input: `bench/pages/${name}.ts`, format: 'iife' });
    const script = code.replaceAll('</script', '<\\/script');
    pages.set(`/${name}.html`, `<!doctype html><title>${name}</title><body><script>${script}</script>`);
  }
  return pages;
}

/**
 * A context of its own, in which every origin serves the pages and no other address exists.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Map<string, string>} pages
 */
export async function openContext(browser, pages) {
  const context = await browser.newContext();
  await context.route('**/*', (route) => {
    const { origin, pathname } = new URL(route.request().url());
    const body = Object.values(origins).includes(origin) ? pages.get(pathname) : undefined;
    return body === undefined ? route.abort() : route.fulfill({ headers, body });
  });
  return context;
}

/**
 * Adds a frame to a page and waits until it has loaded.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {string} name
 * @returns {Promise<import('playwright-core').Frame>}
 */
export async function addFrame(page, url, name) {
  await page.evaluate(
    ([src, frameName]) =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.name = frameName;
        frame.allow = 'cross-origin-isolated';
        frame.onload = resolve;
        frame.src = src;
        document.body.append(frame);
      }),
    /** @type {[string, string]} */ ([url, name]),
  );
  const frame = page.frame(name);
  if (!frame) throw new Error(`No frame ${name}`);
  return frame;
}
