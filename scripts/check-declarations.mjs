/**
 * The emitted declarations hold no `any`, and what a public entry point reaches names no library of ours: its types
 * would tie our users to our dependencies. One that is there for the users of a library may name it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './run.mjs';

const dist = path.join(root, 'dist');

/** @param {string} file */
const parse = (file) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

/**
 * @param {ts.SourceFile} source
 * @returns {string[]} where `any` stands
 */
function findAny(source) {
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${path.relative(root, source.fileName)}:${line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * Imports, re-exports, `import('…')` types and `/// <reference types>`.
 *
 * @param {ts.SourceFile} source
 */
function dependencies(source) {
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(source.text, true, true);
  return [...importedFiles, ...typeReferenceDirectives].map(({ fileName }) => fileName);
}

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
const problems = files.flatMap((name) => findAny(parse(path.join(dist, name)))).map((place) => `any: ${place}`);

/** @type {{ exports: Record<string, string | { types: string }> }} */
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const reached = new Set(
  Object.values(manifest.exports).flatMap((entry) => (typeof entry === 'string' ? [] : path.join(root, entry.types))),
);
for (const file of reached) {
  for (const name of dependencies(parse(file))) {
    if (name.startsWith('.')) reached.add(path.resolve(path.dirname(file), name.replace(/\.js$/, '.d.ts')));
    else if (!file.includes(path.join(dist, 'testing', name)))
      problems.push(`${name} shows in a public type: ${path.relative(root, file)}`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`${files.length} declaration files, ${reached.size} of them public, ${problems.length} problems`);
if (problems.length > 0 || files.length === 0) process.exitCode = 1;
