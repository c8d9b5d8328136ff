/**
 * What happens when the other side fails: how long until a call is rejected, and with what.
 *
 * Each cell has a context of its own. Waiting is bounded, so `pending` says for how long nothing came.
 */
import { addFrame, bundlePages, openContext, origins } from './browser.mjs';

/**
 * @typedef {import('./pages/outcome.js').Outcome} Outcome
 * @typedef {import('./pages/failures-bank.js').Library} Library
 * @typedef {'ours' | 'penpal' | 'comlink' | 'hubspot' | 'teams'} Attacked
 */

/** As long as the slowest of them takes to give up. */
const silentLimitMs = 65_000;
const forgedLimitMs = 10_000;

/** @type {readonly Library[]} */
const libraries = ['ours', 'penpal', 'penpal-timeout', 'comlink', 'hubspot', 'teams'];
/** Without a handshake that waits for the host: it must listen before the page asks, and takes its time to answer. */
const hostFirst = ['comlink', 'teams'];
/** @type {readonly Attacked[]} */
const attacked = ['ours', 'penpal', 'comlink', 'hubspot', 'teams'];

/**
 * @typedef {object} Forged
 * @property {boolean} believed whether the page took the third frame for its host
 * @property {boolean} obeyed whether a forged command was carried out, on either side
 * @property {boolean} isServed whether the real host, that came afterwards, got through
 */

/**
 * @typedef {object} Failures
 * @property {Record<string, Outcome>} silent
 * @property {Record<string, Outcome[]>} reload
 * @property {Record<string, Outcome[]>} removal
 * @property {Record<string, Forged>} forged
 */

/**
 * @param {import('playwright-core').Browser} browser
 * @returns {Promise<Failures>}
 */
export async function measureFailures(browser) {
  const pages = await bundlePages(['failures-workbench', 'failures-bank', 'failures-stranger']);

  /**
   * @template T
   * @param {(page: import('playwright-core').Page, bank: import('playwright-core').Frame) => Promise<T>} act
   */
  const withPages = async (act) => {
    const context = await openContext(browser, pages);
    try {
      const page = await context.newPage();
      await page.goto(`${origins.workbench}/failures-workbench.html`);
      const bank = await addFrame(page, `${origins.bank}/failures-bank.html`, 'bank');
      return await act(page, bank);
    } finally {
      await context.close();
    }
  };

  /** @param {Library} library */
  const ask = (library) => /** @type {[Library, string, number]} */ ([library, origins.workbench, silentLimitMs]);

  /** @param {Library} library */
  const silent = (library) =>
    withPages(async (_page, bank) => {
      await bank.evaluate((args) => window.bank.ask(...args), ask(library));
      return bank.evaluate(() => window.bank.answered());
    });

  /** @param {'ours' | 'penpal' | 'comlink'} library @param {import('./pages/failures-workbench.js').Goes} goes */
  const lose = (library, goes) =>
    withPages(async (page, bank) => {
      await bank.evaluate(
        (args) => window.bank.serve(...args),
        /** @type {['ours' | 'penpal' | 'comlink', string]} */ ([library, origins.workbench]),
      );
      return page.evaluate(
        (args) => window.failures.lose(...args),
        /** @type {[typeof library, typeof goes, string]} */ ([library, goes, origins.bank]),
      );
    });

  /** @param {Attacked} library @param {boolean} isAttacked */
  const meet = (library, isAttacked) =>
    withPages(async (page, bank) => {
      const stranger = await addFrame(page, `${origins.stranger}/failures-stranger.html`, 'stranger');
      const attack = async () => {
        if (isAttacked) await stranger.evaluate((name) => window.attack(name), library);
      };
      const host = () =>
        page.evaluate(
          (args) => window.failures.host(...args),
          /** @type {[Attacked, string]} */ ([library, origins.bank]),
        );
      if (hostFirst.includes(library)) await host();
      await bank.evaluate((args) => window.bank.ask(...args), ask(library));
      await attack();
      await page.waitForTimeout(300);
      const before = await bank.evaluate(() => [...window.bank.seen]);
      if (!hostFirst.includes(library)) await host();
      await attack();
      const served =
        library === 'hubspot'
          ? page.waitForFunction(() => window.failures.acknowledged.length > 0, undefined, { timeout: forgedLimitMs })
          : bank.waitForFunction(() => window.bank.isAnswered(), undefined, { timeout: forgedLimitMs });
      const isServed = await served.then(
        () => true,
        () => false,
      );
      await attack();
      await page.waitForTimeout(200);
      const seen = await bank.evaluate(() => [...window.bank.seen]);
      const dialled = await page.evaluate(() => window.failures.dialled.length);
      return { believed: before.includes('connected'), obeyed: dialled > 0 || seen.includes('dialled'), isServed };
    });

  /** @param {Attacked} library */
  const forged = async (library) => {
    // Without the third frame everything must work, else the table would blame it for our own mistake.
    const { believed, obeyed, isServed } = await meet(library, false);
    if (believed || obeyed || !isServed) throw new Error(`${library} does not work undisturbed`);
    return meet(library, true);
  };

  /**
   * @template {string} Name
   * @param {readonly Name[]} names
   * @param {(name: Name) => Promise<unknown>} measure
   */
  const each = async (names, measure) => {
    /** @type {Record<string, unknown>} */
    const results = {};
    for (const name of names) results[name] = await measure(name);
    return results;
  };

  const both = /** @type {const} */ (['ours', 'penpal', 'comlink']);
  const [silentRow, others] = await Promise.all([
    Promise.all(libraries.map(async (name) => [name, await silent(name)])),
    (async () => ({
      reload: await each(both, (name) => lose(name, 'reloads')),
      removal: await each(both, (name) => lose(name, 'is removed')),
      forged: await each(attacked, forged),
    }))(),
  ]);
  return /** @type {Failures} */ ({ silent: Object.fromEntries(silentRow), ...others });
}
