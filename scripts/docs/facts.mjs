/** What documents say of the package is what package.json and the sources say: versions, browsers, names. */

/**
 * @typedef {import('./markdown.mjs').Page} Page
 *
 * @typedef {object} Facts
 * @property {string} version
 * @property {string} node the lowest major version
 * @property {Readonly<Record<string, string>>} floor by browser
 * @property {ReadonlySet<string>} errorCodes
 * @property {ReadonlySet<string>} sources below src, without their ending: they look like error codes
 * @property {ReadonlySet<string>} names operations and events
 * @property {ReadonlySet<string>} scripts of npm
 * @property {ReadonlySet<string>} attributes of our script tag
 */

/** Documents that look back, or at other systems, name other versions. @param {string} file */
const speaksOfNow = (file) => !/^(CHANGELOG\.md|docs\/(decisions|migration|benchmarks))/.test(file);

const errorCode = /^(?:bridge|auth|call|media|net|verification|config|server)\/[a-z][a-z-]*$/;
const protocolName = /^(?:agent|call|contact|directory|numbers|verification|records|focus)\.[a-z][a-zA-Z]*$/;
const npmScript = /\bnpm run ([\w:-]+)/g;

/**
 * @param {Page} page
 * @param {Facts} facts
 * @returns {string[]}
 */
export function checkFacts(page, facts) {
  const { file, text } = page;
  /** @type {string[]} */
  const problems = [];
  const at = (/** @type {number} */ index) => `${file}:${text.slice(0, index).split('\n').length}`;
  /** @param {RegExp} pattern @param {(...groups: string[]) => string | undefined} wanted */
  const hold = (pattern, wanted) => {
    for (const { 0: whole, index, ...groups } of text.matchAll(pattern)) {
      const right = wanted(groups[1] ?? '', groups[2] ?? '');
      if (right !== undefined) problems.push(`${at(index)}: ${whole.trim()}: ${right}`);
    }
  };
  const unless = (/** @type {boolean} */ holds, /** @type {string} */ what) => (holds ? undefined : what);

  if (speaksOfNow(file)) {
    hold(/\bNode(?:\.js)? (\d+)/g, (major = '') => unless(major === facts.node, `package.json says ${facts.node}`));
    hold(/\b(Chrome|Edge|Firefox|Safari) (\d+(?:\.\d+)?)/g, (browser = '', version = '') => {
      const wanted = facts.floor[browser.toLowerCase()];
      return unless(wanted === version, `the floor in package.json is ${wanted}`);
    });
    hold(/\baicc-support@(\d+\.\d+\.\d+)/g, (version = '') =>
      unless(version === facts.version, `package.json says ${facts.version}`),
    );
  }
  for (const { language, code, line } of page.blocks) {
    const tags = language === 'html' ? [...code.matchAll(/<script\b[^>]*>/g)].join(' ') : '';
    for (const [, name = ''] of tags.matchAll(/\sdata-([\w-]+)/g))
      if (!facts.attributes.has(name)) problems.push(`${file}:${line}: our script does not read data-${name}`);
  }
  hold(npmScript, (name = '') => unless(facts.scripts.has(name), 'package.json has no such script'));
  for (const { code, line } of page.spans) {
    if (errorCode.test(code) && !facts.errorCodes.has(code) && !facts.sources.has(code))
      problems.push(`${file}:${line}: no error code is ${code}`);
    if (protocolName.test(code) && !facts.names.has(code))
      problems.push(`${file}:${line}: no operation or event is ${code}`);
  }
  return problems;
}

/** What the first page must say at all. @param {Page} page @returns {string[]} */
export function checkStated({ file, text }) {
  const wanted = [/\bNode(?:\.js)? \d+/, /\bChrome \d+/, /\bEdge \d+/, /\bFirefox \d+/, /\bSafari \d+/];
  return wanted.filter((each) => !each.test(text)).map((each) => `${file}:1: says nothing of ${each.source}`);
}

/**
 * What can be imported and no document speaks of.
 *
 * @param {readonly Page[]} pages
 * @param {Readonly<Record<string, string>>} faces the sources of the entry points by their paths
 * @returns {string[]}
 */
export function checkMentioned(pages, faces) {
  const said = pages.map(({ text }) => text).join('\n');
  return Object.entries(faces).flatMap(([file, source]) =>
    [...source.matchAll(/^export \{([^}]*)\}/gm)]
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type ') && !new RegExp(`\\b${name}\\b`).test(said))
      .map((name) => `${file}: no document speaks of ${name}`),
  );
}
