/** Files that a script generates and the repository keeps. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

/**
 * Writes the files; with `--check` on the command line it fails instead when one is not what it should be.
 *
 * @param {Readonly<Record<string, string>>} files texts by their paths in the repository
 * @param {string} script which one to run when they are stale
 */
export function keepGenerated(files, script) {
  const check = process.argv.includes('--check');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    if (!check) {
      writeFileSync(file, text);
    } else if (read(file) !== text) {
      console.error(`${name} is stale: "node scripts/${script}", and review it`);
      process.exitCode = 1;
    }
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
