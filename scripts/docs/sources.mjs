/** A block after `<!-- source: file -->` shows that file, with the package by its name as a user writes it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('./markdown.mjs').Page} Page */

/** @param {string} text */
const asUsersWrite = (text) =>
  text
    .replace(/'(?:\.\.\/)+src\/index\.js'/g, "'aicc-support'")
    .replace(/'(?:\.\.\/)+src\/(\w+)\/index\.js'/g, "'aicc-support/$1'")
    .trimEnd();

/**
 * @param {Page} page
 * @param {string} root
 * @returns {string[]}
 */
export function checkSources({ file, blocks }, root) {
  return blocks.flatMap(({ source, code, line }) => {
    if (source === '') return [];
    const origin = path.join(root, source);
    if (!existsSync(origin)) return [`${file}:${line}: ${source} does not exist`];
    return asUsersWrite(readFileSync(origin, 'utf8')) === code ? [] : [`${file}:${line}: is not what ${source} holds`];
  });
}

/**
 * The text of a page with the blocks as their files are now.
 *
 * @param {string} text
 * @param {string} root
 */
export function updateSources(text, root) {
  return text.replace(/(<!-- source: (\S+) -->\s*```\w*\n)[\s\S]*?(```)/g, (_, before, source, after) => {
    const code = asUsersWrite(readFileSync(path.join(root, source), 'utf8'));
    return `${before}${code}\n${after}`;
  });
}
