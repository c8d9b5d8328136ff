/** Builds once more, elsewhere, and compares each byte with dist. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { root } from './run.mjs';

const again = `dist.again-${process.pid}`;

/**
 * @param {string} folder
 * @returns {Map<string, string>} file → hash
 */
function hashes(folder) {
  const base = path.join(root, folder);
  const files = readdirSync(base, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(base, file), createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}

try {
  if (!(await build(again))) process.exit(1);
  const [first, second] = [hashes('dist'), hashes(again)];
  const different = [...new Set([...first.keys(), ...second.keys()])].filter((f) => first.get(f) !== second.get(f));
  for (const file of different) console.error(`Not the same in a second build: ${file}`);
  console.log(`${first.size} files, ${different.length} different`);
  if (different.length > 0 || first.size === 0) process.exitCode = 1;
} finally {
  rmSync(path.join(root, again), { recursive: true, force: true });
}
