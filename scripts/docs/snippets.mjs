/** Every code block of the documents compiles against the package's own types, in one run of the compiler. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../run.mjs';

/**
 * @typedef {import('./markdown.mjs').Page} Page
 * @typedef {import('./markdown.mjs').Block} Block
 *
 * @typedef {object} Snippet a block as the compiler sees it
 * @property {string} file where it pretends to lie
 * @property {string} source
 * @property {string} document
 * @property {number} shift what to add to a line of the source for the line of the document
 */

/** Code that uses it without making it is on a page with the script tag. */
const pageGlobal = "declare const AICCSupport: import('aicc-support/script').AICCSupportGlobal;";

/**
 * @param {Page} page
 * @returns {Snippet[]}
 */
function snippetsOf({ file, blocks }) {
  return blocks.flatMap((block) => {
    // Compiled where it comes from.
    if (block.source !== '') return [];
    if (block.language === 'ts' || block.language === 'js') return [toSnippet(file, block, block.line, block.code)];
    if (block.language !== 'html') return [];
    return [...block.code.matchAll(/<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g)].map((match) => {
      const body = match.index + match[0].indexOf('>') + 1;
      const line = block.line + block.code.slice(0, body).split('\n').length - 1;
      return toSnippet(file, block, line, match[2] ?? '');
    });
  });
}

/**
 * @param {string} document
 * @param {Block} block
 * @param {number} line before the code
 * @param {string} code
 * @returns {Snippet}
 */
function toSnippet(document, { hidden: ambient, language }, line, code) {
  const usesGlobal =
    /\bAICCSupport\b/.test(code) && !/(?:import .*|const|let|var) AICCSupport\b/.test(`${ambient}\n${code}`);
  const hidden = usesGlobal ? `${pageGlobal} ${ambient}` : ambient;
  // Declarations are no JavaScript.
  const extension = language === 'js' && hidden === '' ? 'js' : 'ts';
  const source = `${hidden}\nexport {};\n${code}\n`;
  const file = path.join(root, 'snippets', `${document.replaceAll('/', '-')}-${line}.${extension}`);
  return { file, source, document, shift: line - hidden.split('\n').length - 1 };
}

/** The entry points by their names, with their sources. */
export function entryPoints() {
  /** @type {{ name: string, exports: Record<string, string | { types: string }> }} */
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return Object.entries(manifest.exports).flatMap(([entry, target]) => {
    if (typeof target === 'string') return [];
    const source = target.types.replace('./dist/', './src/').replace(/\.d\.ts$/, '.ts');
    return [{ name: manifest.name + entry.slice(1), file: path.join(root, source) }];
  });
}

/** The settings of the tests, with every entry point of the package by its name. */
export function compilerOptions() {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.node.json'), (file) => readFileSync(file, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const paths = Object.fromEntries(entryPoints().map(({ name, file }) => [name, [file]]));
  return { ...options, paths, noUnusedLocals: false, noUnusedParameters: false };
}

/**
 * @param {readonly Snippet[]} all
 * @param {ReadonlySet<number>} [ignored] codes of the compiler
 * @returns {string[]} what it has to say
 */
export function compile(all, ignored = new Set()) {
  const snippets = new Map(all.map((snippet) => [snippet.file, snippet]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...snippets.keys()], options, {
    ...host,
    fileExists: (file) => snippets.has(file) || host.fileExists(file),
    readFile: (file) => snippets.get(file)?.source ?? host.readFile(file),
    getSourceFile(file, target) {
      const snippet = snippets.get(file);
      return snippet ? ts.createSourceFile(file, snippet.source, target) : host.getSourceFile(file, target);
    },
    directoryExists: (folder) => folder === path.join(root, 'snippets') || existsSync(folder),
  });

  return [...snippets.values()].flatMap((snippet) => {
    const source = program.getSourceFile(snippet.file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found
      .filter(({ code }) => !ignored.has(code))
      .map(({ start = 0, messageText }) => {
        const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1 + snippet.shift;
        return `${snippet.document}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      });
  });
}

/**
 * @param {readonly Page[]} pages
 * @returns {{ count: number, problems: string[] }}
 */
export function checkSnippets(pages) {
  const snippets = pages.flatMap(snippetsOf);
  return { count: snippets.length, problems: [...compile(snippets), ...pages.flatMap(checkJson)] };
}

/** @param {Page} page */
function checkJson({ file, blocks }) {
  return blocks.flatMap(({ language, code, line }) => {
    if (language !== 'json') return [];
    try {
      JSON.parse(code);
      return [];
    } catch (error) {
      return [`${file}:${line}: ${String(error)}`];
    }
  });
}
