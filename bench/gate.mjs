/** The gate on the round trip. */
import { measureRoundTrips } from './round-trip.mjs';

/** The goal is 1.15; the rest is for machines that do other things meanwhile. */
const limit = 1.25;
const attempts = 5;

/**
 * Passes with the first attempt that is good enough: other work on the machine raises the ratio.
 *
 * @param {import('playwright-core').Browser} browser
 */
export async function passesGate(browser) {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const rows = await measureRoundTrips(browser, { loads: 1, turns: 20, calls: 50, only: ['bare', 'immediate'] });
    const ratio = rows.immediate?.ratio ?? Infinity;
    console.log(`Round trip: ${ratio} × a bare channel (at most ${limit})`);
    if (ratio <= limit) return true;
  }
  return false;
}
