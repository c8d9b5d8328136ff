/**
 * How long the other tabs are without an owner when the owner of a shared link goes: from the moment when it is told to
 * go until all others are open under one of them.
 */
import { bundlePages, openContext, origins } from './browser.mjs';
import { median, quantile, rounded } from './statistics.mjs';

/** @typedef {import('playwright-core').Page} Page */

const tabCount = 3;

/**
 * Each returns when it began, in milliseconds since the epoch.
 *
 * @type {Record<string, (owner: Page) => Promise<number>>}
 */
const ends = {
  close: async (owner) => {
    const began = Date.now();
    await owner.close();
    return began;
  },
  navigate: async (owner) => {
    const began = Date.now();
    await owner.goto('about:blank');
    return began;
  },
  crash: async (owner) => {
    const session = await owner.context().newCDPSession(owner);
    const began = Date.now();
    session.send('Page.crash').catch(() => undefined);
    return began;
  },
  'freeze event': (owner) =>
    owner.evaluate(() => {
      const began = Date.now();
      window.takeOver.freeze();
      return began;
    }),
  // Its thread stands still, as where the system or a debugger stops it: no event, and nothing is answered.
  'freeze without an event': async (owner) => {
    const session = await owner.context().newCDPSession(owner);
    await session.send('Debugger.enable');
    const stopped = new Promise((resolve) => session.once('Debugger.paused', resolve));
    const began = Date.now();
    session.send('Runtime.evaluate', { expression: 'debugger' }).catch(() => undefined);
    await stopped;
    return began;
  },
  // As text: a loop without an effect is optimised away. It lasts longer than the others wait.
  hang: async (owner) =>
    /** @type {number} */ (
      await owner.evaluate(
        '(() => { setTimeout(() => { for (const end = Date.now() + 9000; Date.now() < end;); }); return Date.now(); })()',
      )
    ),
};

/** @typedef {{ readonly p50: number, readonly worst: number }} TakeOver milliseconds */

/**
 * @param {import('playwright-core').Browser} browser
 * @param {number} [rounds]
 * @returns {Promise<Record<string, TakeOver>>} by how the owner goes
 */
export async function measureTakeOvers(browser, rounds = 10) {
  const pages = await bundlePages(['take-over']);

  /** @param {(owner: Page) => Promise<number>} end */
  const measure = async (end) => {
    const context = await openContext(browser, pages);
    try {
      /** @type {Page[]} */
      const tabs = [];
      for (let each = 0; each < tabCount; each += 1) {
        const page = await context.newPage();
        await page.goto(`${origins.workbench}/take-over.html`);
        await page.waitForFunction(() => 'takeOver' in window);
        tabs.push(page);
      }
      const [owner, ...others] = /** @type {[Page, ...Page[]]} */ (tabs);
      if (!(await owner.evaluate(() => window.takeOver.isOwner()))) throw new Error('The first tab is not the owner');
      const began = await end(owner);
      const opened = others.map(async (page) => {
        const at = await page.waitForFunction(() => window.takeOver.seen.openAt);
        return /** @type {number} */ (await at.jsonValue());
      });
      return Math.max(...(await Promise.all(opened))) - began;
    } finally {
      await context.close();
    }
  };

  /** @type {Record<string, TakeOver>} */
  const results = {};
  for (const [name, end] of Object.entries(ends)) {
    const times = [];
    for (let round = 0; round < rounds; round += 1) times.push(await measure(end));
    results[name] = { p50: rounded(median(times), 0), worst: rounded(quantile(times, 1), 0) };
  }
  return results;
}
