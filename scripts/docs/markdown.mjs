/** What the checks need of a Markdown document. No parser: our documents use a few forms, and prettier keeps them. */

/**
 * @typedef {object} Block a fenced code block
 * @property {string} language
 * @property {string} code
 * @property {number} line of the opening fence, from 1
 * @property {string} hidden what a comment `<!-- snippet: … -->` right before it declares for the compiler
 * @property {string} source the file that a comment `<!-- source: … -->` right before it names: the block shows it
 *
 * @typedef {object} Quoted a number with a comment `<!-- number: name -->` after it
 * @property {string} name
 * @property {string} written
 * @property {number} line
 *
 * @typedef {object} Page
 * @property {string} file from the root of the repository
 * @property {string} text
 * @property {readonly Block[]} blocks
 * @property {readonly { level: number, text: string, line: number }[]} headings
 * @property {readonly { target: string, line: number }[]} links images too
 * @property {readonly Quoted[]} numbers
 * @property {readonly { code: string, line: number }[]} spans inline code
 */

const fence = /^( {0,3})(`{3,}|~{3,})\s*([\w-]*)/;
const quoted = /(\d+(?:\.\d+)*)(?:\s?(?:kB|MB|ms|µs|%|×|x))?\s*<!-- number: ([\w.-]+) -->/g;

/**
 * @param {string} file
 * @param {string} text
 * @returns {Page}
 */
export function parsePage(file, text) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {string[]} the text with nothing where code was, so that line numbers stay */
  const prose = [];
  /** @type {{ close: string, block: Block, lines: string[] } | undefined} */
  let open;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, , mark = '', language = ''] = fence.exec(line) ?? [];
    if (open) {
      if (mark !== '' && mark.startsWith(open.close) && language === '') {
        blocks.push({ ...open.block, code: open.lines.join('\n') });
        open = undefined;
      } else {
        open.lines.push(line);
      }
      prose.push('');
    } else if (mark !== '') {
      const block = {
        language,
        code: '',
        line: index + 1,
        hidden: commentBefore(lines, index, 'snippet:'),
        source: commentBefore(lines, index, 'source:'),
      };
      open = { close: mark, lines: [], block };
      prose.push('');
    } else {
      prose.push(line);
    }
  }
  return { file, text, blocks, ...readProse(prose.join('\n')) };
}

/** @param {string[]} lines @param {number} index of the fence @param {string} mark */
function commentBefore(lines, index, mark) {
  const before = lines.slice(0, index).join('\n').trimEnd();
  const start = before.endsWith('-->') ? before.lastIndexOf('<!--') : -1;
  const comment = start < 0 ? '' : before.slice(start + 4, -3).trim();
  return comment.startsWith(mark) ? comment.slice(mark.length).trim() : '';
}

/** @param {string} prose */
function readProse(prose) {
  const at = (/** @type {number} */ index) => prose.slice(0, index).split('\n').length;
  // Code shows no links, and comments show nothing but our marks.
  const blank = (/** @type {string} */ whole) => whole.replace(/[^\n]/g, ' ');
  const shown = prose.replace(/<!--(?! number:)[\s\S]*?-->/g, blank);
  const linked = shown.replace(/`[^`\n]+`/g, blank);
  return {
    headings: [...shown.matchAll(/^(#{1,6}) +(.+?) *#*$/gm)].map((match) => ({
      level: match[1]?.length ?? 0,
      text: match[2] ?? '',
      line: at(match.index),
    })),
    links: [
      ...linked.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g),
      ...linked.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm),
      ...linked.matchAll(/<(?:img|source|a)\b[^>]*?\s(?:src|srcset|href)="([^"]+)"/g),
    ].map((match) => ({ target: match[1] ?? '', line: at(match.index) })),
    numbers: [...shown.matchAll(quoted)].map((match) => ({
      written: match[1] ?? '',
      name: match[2] ?? '',
      line: at(match.index),
    })),
    spans: [...shown.matchAll(/`([^`\n]+)`/g)].map((match) => ({ code: match[1] ?? '', line: at(match.index) })),
  };
}

/**
 * The fragment by which GitHub links to a heading; a second heading of the same words gets `-1`, and so on.
 *
 * @param {Page} page
 * @returns {Set<string>}
 */
export function anchorsOf(page) {
  const anchors = new Set([...page.text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map((match) => match[1] ?? ''));
  for (const { text } of page.headings) {
    const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
