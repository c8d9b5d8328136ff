/**
 * What the softphone adds to a page that has a connection already: its client and the shared tabs, without media. The
 * same program is bundled with and without them, and the difference of the two, minified and gzipped, has a goal of its
 * own: a budget for the whole would hide it behind the core. Part of `npm run size`.
 */
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';

/** In bytes. */
const GOAL = 6000;

const core = ['connect', 'httpTransport'];
const added = ['createSoftphone', 'sharedTransport'];

/** @param {readonly string[]} names */
const sizeOf = async (names) => {
  const { code } = await bundle({ source: `export { ${names.join(', ')} } from 'aicc-support';`, minify: true });
  return gzipSync(code, { level: 9 }).length;
};

const [base, whole] = await Promise.all([sizeOf(core), sizeOf([...core, ...added])]);
const difference = whole - base;
const kB = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(2)} kB`;
console.log(`${added.join(' and ')} add ${kB(difference)} to ${core.join(' and ')} (${kB(base)}); goal ${kB(GOAL)}`);
if (difference > GOAL || base === 0) process.exitCode = 1;
