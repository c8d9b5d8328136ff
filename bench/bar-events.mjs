/**
 * A thousand events a second for ten seconds, through the softphone bar on a real client, and to a bare Lit element
 * that is fed the same events directly: from the sending of an event until it is painted, long tasks, dropped states.
 *
 * Each has a page of its own, for in one page both would be painted by the same frames. They take turns, and a ratio is
 * taken between two that follow each other.
 */
import { bundlePages, openContext, origins } from './browser.mjs';
import { median, quantile, rounded } from './statistics.mjs';

/** @typedef {import('./pages/bar-events.js').EventsOutcome} EventsOutcome */

/** @type {readonly ['bare', 'bar']} */
const contenders = ['bare', 'bar'];

/**
 * @typedef {object} EventsRow
 * @property {number} p50 milliseconds until an event is painted, over all
 * @property {number} p99
 * @property {number} longTasks of all rounds together
 * @property {number} dropped
 *
 * @typedef {object} BarEvents
 * @property {number} ratio of the medians, the median of the rounds
 * @property {number} low the lowest of the rounds
 * @property {number} high the highest of the rounds
 * @property {number} events of each round
 * @property {number} rounds
 * @property {EventsRow} bare
 * @property {EventsRow} bar
 */

/**
 * @param {import('playwright-core').Browser} browser
 * @param {{ rounds?: number, seconds?: number, perSecond?: number }} [options]
 * @returns {Promise<BarEvents>}
 */
export async function measureBarEvents(browser, { rounds = 5, seconds = 10, perSecond = 1000 } = {}) {
  const pages = await bundlePages(['bar-events']);
  const events = seconds * perSecond;
  /** @type {Record<'bare' | 'bar', EventsOutcome[]>} */
  const outcomes = { bare: [], bar: [] };
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    const medians = [];
    for (const contender of contenders) {
      const outcome = await measureOne(browser, pages, contender, events, perSecond);
      outcomes[contender].push(outcome);
      medians.push(median(outcome.delays));
    }
    const [bare = NaN, bar = NaN] = medians;
    ratios.push(bar / bare);
  }
  return {
    ratio: rounded(median(ratios)),
    low: rounded(quantile(ratios, 0)),
    high: rounded(quantile(ratios, 1)),
    events,
    rounds,
    bare: summary(outcomes.bare),
    bar: summary(outcomes.bar),
  };
}

/** @param {readonly EventsOutcome[]} outcomes */
function summary(outcomes) {
  const delays = outcomes.flatMap((outcome) => outcome.delays);
  return {
    p50: rounded(median(delays), 1),
    p99: rounded(quantile(delays, 0.99), 1),
    longTasks: outcomes.reduce((sum, { longTasks }) => sum + longTasks, 0),
    dropped: outcomes.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {Map<string, string>} pages
 * @param {'bare' | 'bar'} contender
 * @param {number} events
 * @param {number} perSecond
 */
async function measureOne(browser, pages, contender, events, perSecond) {
  const context = await openContext(browser, pages);
  try {
    const page = await context.newPage();
    /** @type {Error[]} */
    const errors = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(`${origins.workbench}/bar-events.html`);
    const outcome = await page.evaluate(([name, count, rate]) => {
      if (!crossOriginIsolated) throw new Error('Without isolation the clock is too coarse');
      return window.measureEvents(name, count, rate);
    }, /** @type {['bare' | 'bar', number, number]} */ ([contender, events, perSecond]));
    if (errors[0]) throw errors[0];
    return outcome;
  } finally {
    await context.close();
  }
}
