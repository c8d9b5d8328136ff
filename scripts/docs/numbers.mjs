/** Each number that a document quotes is the one of its source, rounded as the document rounds it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {import('./markdown.mjs').Page} Page
 * @typedef {(name: string) => string | number | undefined} NumberSource
 */

/** The size gate's entries by a short name. @type {Readonly<Record<string, string>>} */
const sizeNames = {
  facade: 'facade, frame transport and one call',
  errors: 'error class with its codes',
  script: 'script-tag file',
  phone: 'softphone client and shared tabs, on connect and http',
  bar: 'softphone bar with Lit, until it stands there',
  barWhole: 'softphone bar with Lit, panels and both languages',
  phoneScript: 'softphone script-tag file',
};

/**
 * `size.*` what the size gate measures and `limit.*` what it allows, in kB; `floor.*` the browsers, `node`;
 * `bench.*` a path into bench/results.json, whose sizes are in bytes.
 *
 * @param {string} root
 * @param {() => Promise<readonly { name: string, size: number }[]>} measureSizes
 * @param {readonly Page[]} pages only what they quote is measured
 * @returns {Promise<NumberSource>}
 */
export async function createNumberSource(root, measureSizes, pages) {
  /** @param {string} file @returns {unknown} */
  const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const manifest = /** @type {{ engines: { node: string }, browserslist: string[] }} */ (readJson('package.json'));
  const limits = /** @type {{ name: string, limit: string }[]} */ (readJson('.size-limit.json'));
  const asksSizes = pages.some((page) => page.numbers.some(({ name }) => name.startsWith('size.')));
  const sizes = asksSizes ? await measureSizes() : [];
  const results = existsSync(path.join(root, 'bench/results.json')) ? readJson('bench/results.json') : undefined;

  return (name) => {
    const [group = '', ...keys] = name.split('.');
    const key = keys[0] ?? '';
    switch (group) {
      case 'size': {
        const bytes = sizes.find((each) => each.name === sizeNames[key])?.size;
        return bytes === undefined ? undefined : bytes / 1000;
      }
      case 'limit':
        return Number.parseFloat(limits.find((each) => each.name === sizeNames[key])?.limit ?? '');
      case 'floor':
        return manifest.browserslist
          .find((each) => each.startsWith(`${key} `))
          ?.split(' ')
          .at(-1);
      case 'node':
        return /\d+/.exec(manifest.engines.node)?.[0];
      case 'bench': {
        const value = keys.reduce(
          (/** @type {unknown} */ node, each) => /** @type {Record<string, unknown> | undefined} */ (node)?.[each],
          results,
        );
        if (typeof value !== 'number') return undefined;
        return key === 'size' ? value / 1000 : value;
      }
      default:
        return undefined;
    }
  };
}

/**
 * @param {string} written
 * @param {string | number} source
 */
const asWritten = (written, source) =>
  typeof source === 'string' ? source : source.toFixed(written.split('.')[1]?.length ?? 0);

/**
 * @param {readonly Page[]} pages
 * @param {NumberSource} source
 * @returns {{ count: number, problems: string[] }}
 */
export function checkNumbers(pages, source) {
  const problems = pages.flatMap(({ file, numbers }) =>
    numbers.flatMap(({ name, written, line }) => {
      const value = source(name);
      if (value === undefined || Number.isNaN(value)) return [`${file}:${line}: there is no source for ${name}`];
      const wanted = asWritten(written, value);
      return wanted === written ? [] : [`${file}:${line}: ${name} is ${wanted}, not ${written}`];
    }),
  );
  return { count: pages.reduce((sum, { numbers }) => sum + numbers.length, 0), problems };
}

/**
 * The text of a page with the numbers of their sources.
 *
 * @param {Page} page
 * @param {NumberSource} source
 */
export function updateNumbers({ text }, source) {
  return text.replace(/(\d+(?:\.\d+)*)([^\d\n|<]*<!-- number: ([\w.-]+) -->)/g, (whole, written, rest, name) => {
    const value = source(name);
    return value === undefined ? whole : `${asWritten(written, value)}${rest}`;
  });
}
