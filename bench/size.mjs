/**
 * What one call costs a page: minified and gzipped, ours and the peers bundled the same way in the same run. Each file in
 * bench/programs is the least program that connects and asks once.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from '../scripts/bundle.mjs';
import { root } from '../scripts/run.mjs';

const folder = path.join(root, 'bench', 'programs');

/** @param {string | Buffer} code */
const gzipped = (code) => gzipSync(code, { level: 9 }).length;

/** @returns {Promise<Record<string, number>>} bytes, by the name of the program; `script` is the script-tag file */
export async function measureSizes() {
  const entries = readdirSync(folder).map(async (file) => {
    const { code } = await bundle({ input: path.join(folder, file), minify: true });
    return [path.parse(file).name, gzipped(code)];
  });
  const script = readFileSync(path.join(root, 'dist', 'aicc-support.min.js'));
  return { ...Object.fromEntries(await Promise.all(entries)), script: gzipped(script) };
}
