/**
 * The documents hold: their code compiles, their links lead somewhere, their numbers and names are those of the
 * package, and the two READMEs say the same. So does the code in the comments of the source. `--update` first writes the
 * numbers and the copied sources anew.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { checkExamples, readSources } from './docs/examples.mjs';
import { checkFacts, checkMentioned, checkStated } from './docs/facts.mjs';
import { checkLinks } from './docs/links.mjs';
import { parsePage } from './docs/markdown.mjs';
import { checkNumbers, createNumberSource, updateNumbers } from './docs/numbers.mjs';
import { checkSnippets } from './docs/snippets.mjs';
import { checkSources, updateSources } from './docs/sources.mjs';
import { compareTwins } from './docs/twins.mjs';
import { root, run } from './run.mjs';

/** @typedef {import('./docs/markdown.mjs').Page} Page */

const read = (/** @type {string} */ file) => readFileSync(path.join(root, file), 'utf8');

/** Those at the root, and all below docs. */
function findPages() {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const below = docs.filter((name) => name.endsWith('.md')).map((name) => path.posix.join('docs', name));
  return [...top, ...below].sort().map((file) => parsePage(file, read(file)));
}

/** @returns {import('./docs/facts.mjs').Facts} */
function readFacts() {
  const { version, engines, browserslist, scripts } = JSON.parse(read('package.json'));
  const keys = (/** @type {string} */ file, /** @type {RegExp} */ pattern) =>
    [...read(file).matchAll(pattern)].map((match) => match[1] ?? '');
  return {
    version,
    node: /\d+/.exec(engines.node)?.[0] ?? '',
    floor: Object.fromEntries(
      browserslist.map((/** @type {string} */ each) => [each.split(' ')[0], each.split(' ').at(-1)]),
    ),
    errorCodes: new Set(keys('src/error-codes.ts', /^ {2}'([\w/-]+)': \{/gm)),
    sources: new Set(
      readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
        name.replaceAll(path.sep, '/').replace(/\.ts$/, ''),
      ),
    ),
    names: new Set([
      ...keys('src/protocol/operations.ts', /^ {2}'?([\w.]+)'?: \{\s+input/gm),
      ...keys('src/protocol/events.ts', /type: '([\w.]+)'/g),
    ]),
    scripts: new Set(Object.keys(scripts)),
    attributes: new Set(
      ['src/support/script-config.ts', 'src/softphone-script.ts']
        .flatMap((file) => keys(file, /const \{ (.+) \} = tag\.dataset/g))
        .flatMap((names) => names.split(', '))
        .map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)),
    ),
  };
}

/** @returns {Promise<readonly { name: string, size: number }[]>} */
async function measureSizes() {
  if (!existsSync(path.join(root, 'dist', 'sri.json'))) throw new Error('dist is missing: run "npm run build" first');
  const { output } = await run('size-limit', ['--json'], { quiet: true });
  return JSON.parse(output.slice(output.indexOf('[')));
}

let pages = findPages();
const source = await createNumberSource(root, measureSizes, pages);
if (process.argv.includes('--update')) {
  for (const page of pages) {
    const text = updateSources(updateNumbers(page, source), root);
    if (text === page.text) continue;
    // A number of another length moves the columns of its table.
    const file = path.join(root, page.file);
    writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  }
  pages = findPages();
}

const facts = readFacts();
const faces = Object.fromEntries(
  [
    'src/index.ts',
    'src/bar/index.ts',
    'src/testing/index.ts',
    'src/testing/msw/index.ts',
    'src/testing/node/index.ts',
    'src/server/index.ts',
    'src/server/redis/index.ts',
    'src/verification/index.ts',
  ].map((file) => [file, read(file)]),
);
const snippets = checkSnippets(pages);
const examples = checkExamples(readSources());
const links = checkLinks(pages, root);
const numbers = checkNumbers(pages, source);
const twins = ['README.md', 'README.zh-CN.md'].map((name) => pages.find(({ file }) => file === name));
const problems = [
  ...snippets.problems,
  ...examples.problems,
  ...pages.flatMap((page) => checkSources(page, root)),
  ...links.problems,
  ...numbers.problems,
  ...pages.flatMap((page) => checkFacts(page, facts)),
  ...checkMentioned(pages, faces),
  ...(twins[0] && twins[1]
    ? [...compareTwins(twins[0], twins[1]), ...twins.flatMap((page) => (page ? checkStated(page) : []))]
    : ['README.md and README.zh-CN.md are not both there']),
];
for (const problem of problems) console.error(problem);
console.log(
  `${pages.length} documents, ${snippets.count} snippets, ${examples.count} examples, ${links.count} links, ${numbers.count} numbers, ` +
    `${problems.length} problems`,
);
if (problems.length > 0) process.exitCode = 1;
