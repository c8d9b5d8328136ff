/**
 * Takes the pictures of the softphone bar, one sheet of all states for each look: `node scripts/bar-screenshots.mjs
 * [folder]`, by default docs/images. Needs no build: it bundles the bar's test page.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { bundle } from './bundle.mjs';
import { chromiumFlags, findChromium } from './chromium.mjs';

const folder = process.argv[2] ?? 'docs/images';
const states = [
  ...['signed-out', 'ready', 'busy', 'rest', 'pending', 'ringing', 'dialing', 'talking', 'muted', 'held'],
  ...['consult-dialing', 'consult-talking', 'conference', 'two-calls', 'second-ringing', 'wrap-up'],
  ...[
    'reconnecting',
    'stale',
    'closed',
    'conflict',
    'error',
    'sound-blocked',
    'menu',
    'dial',
    'keypad',
    'transfer',
    'help',
  ],
];

/** What is done on top of a state, in the words of the page's harness. @type {Record<string, string>} */
const steps = {
  error: "harness.show('ready').then(() => harness.fail('call/invalid-number'))",
  'sound-blocked':
    "harness.show('ready').then(() => { harness.bar.sound = { state: 'blocked', enable: async () => {} } })",
  menu: "harness.show('ready').then(() => press('[data-opens=state]'))",
  dial: "harness.show('ready').then(() => press('[data-opens=dial]'))",
  keypad: "harness.show('talking').then(() => press('[data-opens=keypad]'))",
  transfer: "harness.show('talking').then(() => press('[data-opens=transfer]'))",
  help: "harness.show('ready').then(() => press('[data-opens=help]'))",
};

/**
 * @typedef {object} Look
 * @property {string} name of the sheet
 * @property {readonly string[]} [only] states
 * @property {string} [layout]
 * @property {string} [lang]
 * @property {string} [dir]
 * @property {number} [width]
 * @property {number} [columns]
 * @property {import('playwright-core').BrowserContextOptions} [context]
 */

const few = ['ready', 'ringing', 'talking', 'held', 'consult-talking', 'two-calls', 'wrap-up', 'error', 'transfer'];

/** @type {readonly Look[]} */
const looks = [
  { name: 'light', columns: 6 },
  { name: 'dark', only: few, context: { colorScheme: 'dark' } },
  { name: 'forced-colors', only: few, context: { forcedColors: 'active' } },
  { name: 'zh', only: few, lang: 'zh-CN' },
  { name: 'rtl', only: few, dir: 'rtl' },
  { name: 'narrow', only: few, width: 320, layout: 'floating' },
  { name: 'docked', only: [...few, 'conference', 'second-ringing'], layout: 'docked', width: 1180, columns: 1 },
];

const { code } = await bundle({ input: 'test/support/frames/bar-page.ts', format: 'iife' });
const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: chromiumFlags });
await mkdir(folder, { recursive: true });

/** @param {Look} look */
async function shoot({
  name,
  only = states,
  layout = 'compact',
  lang = 'en',
  dir = 'ltr',
  width = 380,
  columns = 5,
  context,
}) {
  const opened = await browser.newContext({ viewport: { width, height: 640 }, ...context });
  const page = await opened.newPage();
  /** @type {{ state: string, image: string }[]} */
  const pictures = [];
  for (const state of only) {
    // Another document, or the element is known already by its former class.
    await page.goto('about:blank');
    await page.setContent(`<!doctype html><html lang="${lang}" dir="${dir}"><style>:root{color-scheme:light dark}
      body{margin:0;background:Canvas}main{padding:10px}</style><main></main>`);
    await page.addScriptTag({ content: code });
    await page.evaluate(`(async () => {
      harness.bar.layout = '${layout}';
      const press = (selector) => harness.bar.renderRoot.querySelector(selector).click();
      await ${steps[state] ?? `harness.show('${state}')`};
      await harness.bar.updateComplete;
      harness.clock.advance(1);
      await new Promise((resolve) => setTimeout(resolve, 60));
    })()`);
    const height = await page.evaluate(`(() => {
      const of = (node) => node ? node.getBoundingClientRect().bottom : 0;
      return '${layout}' === 'floating' ? 640
        : Math.max(of(harness.bar), of(harness.bar.renderRoot.querySelector('.panel')));
    })()`);
    const clip = { x: 0, y: 0, width, height: Math.ceil(Number(height)) + 10 };
    const image = await page.screenshot({ clip, animations: 'disabled' });
    pictures.push({ state, image: `data:image/png;base64,${image.toString('base64')}` });
  }
  const figures = pictures.map(
    ({ state, image }) => `<figure><img src="${image}"><figcaption>${state}</figcaption></figure>`,
  );
  const sheet = await browser.newPage({ viewport: { width: columns * (width + 16) + 16, height: 400 } });
  await sheet.setContent(`<!doctype html><style>body{margin:16px;columns:${columns};column-gap:16px;background:#8a94a1;font:13px sans-serif;
    forced-color-adjust:none}figure{margin:0 0 16px;break-inside:avoid}img{display:block;border-radius:6px}
    figcaption{color:#fff;padding-top:2px}</style>${figures.join('')}`);
  await sheet.screenshot({ path: path.join(folder, `bar-${name}.png`), fullPage: true });
  await sheet.close();
  await opened.close();
}

for (const look of looks) await shoot(look);
await browser.close();
