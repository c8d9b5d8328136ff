/**
 * The time of one getVerifyResult over the frame, as a ratio to a bare MessageChannel between the same frames that
 * carries the same messages.
 *
 * The contenders take turns in short blocks, so that whatever else the machine does meets all of them. A ratio is
 * taken within a turn; a page load has many turns, and its ratio is their median; several page loads show the spread.
 */
import { addFrame, bundlePages, openContext, origins } from './browser.mjs';
import { median, middle, quantile, rounded } from './statistics.mjs';

/** @typedef {'simulated' | 'immediate' | 'bare' | 'penpal' | 'comlink'} Row */

/** @type {readonly Row[]} */
const rows = ['bare', 'simulated', 'penpal', 'immediate', 'comlink'];

/**
 * @typedef {object} RoundTrip
 * @property {number} p50 in microseconds, over all calls
 * @property {number} ratio to bare, the median of the page loads
 * @property {number} low the lowest of the page loads
 * @property {number} high the highest of the page loads
 */

/**
 * @param {import('playwright-core').Browser} browser
 * @param {{ loads: number, turns: number, calls: number, only?: readonly Row[] }} options
 * @returns {Promise<Partial<Record<Row, RoundTrip>>>}
 */
export async function measureRoundTrips(browser, { loads, turns, calls, only = rows }) {
  const pages = await bundlePages(['round-trip-workbench', 'round-trip-bank']);
  /** @type {Map<Row, number[]>} */
  const ratios = new Map(only.map((row) => [row, []]));
  /** @type {Map<Row, number[]>} */
  const times = new Map(only.map((row) => [row, []]));
  for (let load = 0; load < loads; load += 1) {
    const measured = await measureLoad(browser, pages, { turns, calls, only });
    for (const row of only) {
      const blocks = measured.get(row) ?? [];
      const bare = measured.get('bare') ?? [];
      ratios.get(row)?.push(median(blocks.map((block, turn) => middle(block) / middle(bare[turn] ?? []))));
      times.get(row)?.push(...blocks.flat());
    }
  }
  return Object.fromEntries(
    only.map((row) => {
      const ofRow = ratios.get(row) ?? [];
      return [
        row,
        {
          p50: rounded(median(times.get(row) ?? []), 0),
          ratio: rounded(median(ofRow)),
          low: rounded(quantile(ofRow, 0)),
          high: rounded(quantile(ofRow, 1)),
        },
      ];
    }),
  );
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {Map<string, string>} pages
 * @param {{ turns: number, calls: number, only: readonly Row[] }} options
 * @returns {Promise<Map<Row, number[][]>>} the times of each block of each row
 */
async function measureLoad(browser, pages, { turns, calls, only }) {
  const context = await openContext(browser, pages);
  try {
    const page = await context.newPage();
    await page.goto(`${origins.workbench}/round-trip-workbench.html`);
    const bank = await addFrame(page, `${origins.bank}/round-trip-bank.html`, 'bank');
    await page.evaluate((origin) => {
      const frame = document.querySelector('iframe');
      if (!frame || !crossOriginIsolated) throw new Error('Without isolation the clock is too coarse');
      return window.serve(frame, origin);
    }, origins.bank);
    await bank.evaluate((origin) => window.connectAll(origin), origins.workbench);

    /** @param {Row} row @param {number} count */
    const block = async (row, count) => {
      const isOurs = row === 'simulated' || row === 'immediate';
      if (isOurs) await page.evaluate((source) => window.answerFrom(source), row);
      return bank.evaluate(
        ([contender, calls]) => window.measure(contender, calls),
        /** @type {[import('./pages/round-trip-bank.js').Contender, number]} */ ([isOurs ? 'ours' : row, count]),
      );
    };

    for (const row of only) await block(row, 1000); // warms the compilers up
    /** @type {Map<Row, number[][]>} */
    const blocks = new Map(only.map((row) => [row, []]));
    for (let turn = 0; turn < turns; turn += 1) {
      // Each row has each place in the order in turn.
      const order = [...only.slice(turn % only.length), ...only.slice(0, turn % only.length)];
      for (const row of order) blocks.get(row)?.push(await block(row, calls));
    }
    return blocks;
  } finally {
    await context.close();
  }
}
