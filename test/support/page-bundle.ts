import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../../scripts/bundle.mjs';

const root = path.join(import.meta.dirname, '..', '..');
const pages = path.join(import.meta.dirname, 'frames');
const cache = path.join(root, 'node_modules', '.cache', 'test-pages');

/** Changes when anything changes that a page's script is made from. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of ['src', 'test/support', 'test/contracts', 'scripts']) {
    const files = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
    for (const file of files.filter((each) => each.isFile())) {
      const { mtimeMs, size } = statSync(path.join(file.parentPath, file.name));
      hash.update(`${file.parentPath}/${file.name} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** The script of a page of `frames/`, bundled once for all test files: bundling is what takes their time. */
export async function pageBundle(name: string): Promise<string> {
  const file = path.join(cache, `${name}.${fingerprint()}.js`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const { code } = await bundle({ input: path.join(pages, `${name}-page.ts`), format: 'iife' });
  await mkdir(cache, { recursive: true });
  // Another test file may be doing the same: it must not see half of it.
  await writeFile(`${file}.${process.pid}`, code);
  await rename(`${file}.${process.pid}`, file);
  return code;
}
