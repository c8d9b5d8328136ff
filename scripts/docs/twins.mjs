/** Two languages, one text: the same headings, snippets, numbers, tables and links; pictures may be in each language. */

/** @typedef {import('./markdown.mjs').Page} Page */

/**
 * @param {Page} page
 * @param {Page} twin
 * @returns {string[]}
 */
export function compareTwins(page, twin) {
  /** @type {[what: string, of: (page: Page) => string[]][]} */
  const aspects = [
    ['headings', ({ headings }) => headings.map(({ level }) => '#'.repeat(level))],
    ['snippets', ({ blocks }) => blocks.map(({ language, hidden, code }) => `${language}: ${hidden} ${code}`)],
    ['numbers', ({ numbers }) => numbers.map(({ name, written }) => `${name} ${written}`).sort()],
    [
      'links',
      ({ links }) =>
        links
          .map(({ target }) => target.replace('-zh-', '-'))
          .filter(isShared)
          .sort(),
    ],
    ['list items', ({ text }) => text.match(/^- /gm) ?? []],
    [
      'table rows',
      ({ text }) =>
        text
          .split('\n')
          .filter((line) => line.startsWith('|'))
          .map(columns),
    ],
  ];
  return aspects.flatMap(([what, of]) => {
    const [ours, theirs] = [of(page), of(twin)];
    const index = ours.findIndex((each, at) => each !== theirs[at]);
    if (index < 0 && ours.length === theirs.length) return [];
    const at = index < 0 ? ours.length : index;
    return [
      `${twin.file}:1: its ${what} differ from those of ${page.file} at number ${at + 1}: ` +
        `${shorten(theirs[at])} here, ${shorten(ours[at])} there`,
    ];
  });
}

/** The twins link to each other, and each to headings of its own. @param {string} target */
const isShared = (target) => !/^README(\.[\w-]+)?\.md/.test(target) && !target.startsWith('#');

/** @param {string} row */
const columns = (row) => String(row.split('|').length);

/** @param {string | undefined} text */
const shorten = (text) =>
  text === undefined ? 'nothing' : JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
