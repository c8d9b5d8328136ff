/**
 * Builds dist with rollup.config.mjs. It is built beside dist and swapped in when it is whole, so that a failed
 * build leaves no half of one, and nobody reads one that is being written.
 *
 * `--if-needed` skips the build when dist is newer than everything it is made from.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './run.mjs';

const SOURCES = [
  'src',
  'scripts/bundle.mjs',
  'rollup.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.build.json',
];

/**
 * The newest change under a path; a folder changes when a file in it comes or goes.
 *
 * @param {string} file
 * @returns {number}
 */
function lastChange(file) {
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(file).map((name) => lastChange(path.join(file, name))));
}

/** Whether dist is there and newer than what it is made from. */
export function isBuilt() {
  const made = path.join(root, 'dist', 'sri.json'); // written last
  if (!existsSync(made)) return false;
  return SOURCES.every((source) => lastChange(path.join(root, source)) < statSync(made).mtimeMs);
}

/**
 * @param {string} [outDir] a folder at the root of the repository, so that source maps are the same
 * @returns {Promise<boolean>} whether it worked
 */
export async function build(outDir = 'dist') {
  const next = `dist.${process.pid}`;
  const start = new Date();
  const { code, output } = await run('rollup', ['--config', '--silent'], { env: { OUT_DIR: next }, quiet: true });
  if (code === 0) {
    // A source saved during the build counts as newer than the build.
    utimesSync(path.join(root, next, 'sri.json'), start, start);
    rmSync(path.join(root, outDir), { recursive: true, force: true });
    renameSync(path.join(root, next), path.join(root, outDir));
  } else {
    console.error(output);
    rmSync(path.join(root, next), { recursive: true, force: true });
  }
  return code === 0;
}

if (process.argv[1] === import.meta.filename) {
  const skip = process.argv.includes('--if-needed') && isBuilt();
  if (!skip && !(await build())) process.exitCode = 1;
}
