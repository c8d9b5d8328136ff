/**
 * The examples in the comments of the source compile against the package's own types: an option that was renamed would
 * stay in them for ever. What an example uses without making it may be anything.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../run.mjs';
import { compile, compilerOptions, entryPoints } from './snippets.mjs';

/**
 * Names that nobody declared, their parameters, a `return` that stands for the reader's own function, and a variable of
 * the environment by its name.
 */
const unmade = new Set([2304, 2552, 18004, 7006, 7031, 1108, 4111]);

/** What a page or a process has, beside what the package makes. */
const ambient = 'declare const process: { readonly env: Readonly<Record<string, string | undefined>> };';
const facade = "declare const AICCSupport: import('aicc-support').AICCSupport;";

/**
 * What can be used of the package, and from where.
 *
 * @returns {readonly { name: string, entry: string }[]}
 */
function publicValues() {
  const options = compilerOptions();
  const entries = entryPoints();
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
  const checker = program.getTypeChecker();
  return entries.flatMap(({ name: entry, file }) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    return symbols
      .filter((symbol) => {
        const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        return (meant.flags & ts.SymbolFlags.Value) !== 0;
      })
      .map(({ name }) => ({ name, entry }));
  });
}

/** @returns {{ file: string, text: string }[]} */
export function readSources() {
  const names = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join('src', name.replaceAll(path.sep, '/')))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
}

/**
 * @param {readonly { file: string, text: string }[]} sources
 * @returns {{ count: number, problems: string[] }}
 */
export function checkExamples(sources) {
  const values = publicValues();
  const examples = sources.flatMap(({ file: document, text }) =>
    [...text.matchAll(/\* @example\n((?: *\* ?.*\n)*?)(?= *\* @| *\*\/)/g)].map((match) => {
      const code = (match[1] ?? '').replace(/^ *\* ?/gm, '');
      const imports = values
        .filter(({ name }) => new RegExp(`(?<![.\\w'])${name}\\b`).test(code))
        .filter(({ name }, index, all) => all.findIndex((each) => each.name === name) === index)
        .map(({ name, entry }) => `import { ${name} } from '${entry}';`);
      const given = /const AICCSupport\b/.test(code) ? ambient : `${ambient} ${facade}`;
      const line = text.slice(0, match.index).split('\n').length;
      return {
        file: path.join(root, 'snippets', `${document.replaceAll('/', '-')}-${line}.ts`),
        source: `${given} ${imports.join(' ')}\nexport {};\n${code}`,
        document,
        shift: line - 2,
      };
    }),
  );
  return { count: examples.length, problems: compile(examples, unmade) };
}
