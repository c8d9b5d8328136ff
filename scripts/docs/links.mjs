/** Relative links and images lead to something, and every document is reached from the README. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { anchorsOf } from './markdown.mjs';

/** @typedef {import('./markdown.mjs').Page} Page */

/**
 * @param {readonly Page[]} pages
 * @param {string} root
 * @returns {{ count: number, problems: string[] }}
 */
export function checkLinks(pages, root) {
  /** @type {string[]} */
  const problems = [];
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const reached = new Set(['README.md']);
  let count = 0;
  // A set grows while it is walked: pages in the order in which they are reached, then the others.
  for (const page of new Set([...walk(byFile, reached), ...pages])) {
    for (const { target, line } of page.links) {
      if (/^[a-z][a-z+.-]*:/i.test(target)) continue;
      count += 1;
      const { file, fragment } = resolve(page, target);
      const linked = byFile.get(file);
      if (!existsSync(path.join(root, file))) problems.push(`${page.file}:${line}: ${target} does not exist`);
      else if (fragment !== '' && linked && !anchorsOf(linked).has(fragment))
        problems.push(`${page.file}:${line}: ${target} names no heading of ${file}`);
    }
  }
  for (const { file } of pages) if (!reached.has(file)) problems.push(`${file}:1: no link leads here from README.md`);
  return { count, problems };
}

/**
 * @param {ReadonlyMap<string, Page>} byFile
 * @param {Set<string>} reached is filled
 */
function* walk(byFile, reached) {
  for (const name of reached) {
    const page = byFile.get(name);
    if (!page) continue;
    yield page;
    for (const { target } of page.links) reached.add(resolve(page, target).file);
  }
}

/** @param {Page} page @param {string} target */
function resolve(page, target) {
  const [name = '', fragment = ''] = target.split('#');
  const file = name === '' ? page.file : path.posix.join(path.posix.dirname(page.file), decodeURI(name));
  return { file: file.replace(/\/$/, ''), fragment: decodeURIComponent(fragment) };
}
