/**
 * `npm run bench`: measures the built package beside its peers in the system's Chromium, and writes bench/results.json
 * and docs/benchmarks.md. `npm run bench -- size` measures one part anew and keeps the others.
 *
 * `--gate` is the short form for the gates: the round trip alone, against a bare channel; it writes nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, isBuilt } from '../scripts/build.mjs';
import { root } from '../scripts/run.mjs';
import { measureBarEvents } from './bar-events.mjs';
import { launchBrowser } from './browser.mjs';
import { measureFailures } from './failures.mjs';
import { passesGate } from './gate.mjs';
import { report } from './report.mjs';
import { measureRoundTrips } from './round-trip.mjs';
import { measureSizes } from './size.mjs';
import { peerVersions } from './peers.mjs';
import { measureTakeOvers } from './take-over.mjs';
import { measureTokenHandler } from './token-handler.mjs';
import { measureTokenStorm } from './token-storm.mjs';
import { measureVerification } from './verification.mjs';

/** @typedef {import('playwright-core').Browser} Browser */

const parts = {
  'round-trip': (/** @type {Browser} */ browser) => measureRoundTrips(browser, { loads: 7, turns: 40, calls: 50 }),
  size: measureSizes,
  failures: measureFailures,
  'take-over': (/** @type {Browser} */ browser) => measureTakeOvers(browser),
  'bar-events': (/** @type {Browser} */ browser) => measureBarEvents(browser),
  'token-handler': () => measureTokenHandler(),
  'token-storm': measureTokenStorm,
  verification: () => measureVerification(),
};
const resultsFile = path.join(root, 'bench', 'results.json');

async function main() {
  const args = process.argv.slice(2);
  if (!isBuilt() && !(await build())) return false;
  const browser = await launchBrowser();
  try {
    if (args.includes('--gate')) return await passesGate(browser);
    const wanted = Object.entries(parts).filter(([name]) => args.length === 0 || args.includes(name));
    if (wanted.length === 0) throw new Error(`There is only ${Object.keys(parts).join(', ')}`);
    const results = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {};
    results.machine = { cores: os.cpus().length, chromium: browser.version(), node: process.versions.node };
    results.peers = peerVersions();
    for (const [name, measure] of wanted) {
      console.log(`Measuring: ${name}`);
      results[name] = await measure(browser);
    }
    writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
    const page = report(results);
    writeFileSync(path.join(root, 'docs', 'benchmarks.md'), page);
    console.log(page);
    return true;
  } finally {
    await browser.close();
  }
}

if (!(await main())) process.exitCode = 1;
