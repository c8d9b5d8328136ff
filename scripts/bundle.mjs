/**
 * Bundles one browser page's script: used by the tests' fixture pages, the examples and the bench.
 *
 * The bare names `aicc-support`, `aicc-support/testing`, … resolve to the built package by its own
 * `exports`, from wherever the input lies, so that a page is bundled as a user would bundle it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';
import ts from 'typescript';
import { squeezeTemplates } from './squeeze-templates.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The compiler takes `a ?? b` down to `a !== null && a !== void 0 ? a : b`, for the sake of `document.all`, which nobody
 * asks here. `a != null` is shorter.
 *
 * @type {ts.TransformerFactory<ts.SourceFile>}
 */
const shortNullChecks = (context) => (file) => {
  const { ExclamationEqualsEqualsToken: isNot, EqualsEqualsEqualsToken: is } = ts.SyntaxKind;
  /** @type {(node: ts.Node) => ts.Node} */
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!ts.isBinaryExpression(visited)) return visited;
    const { left, right } = visited;
    if (!ts.isBinaryExpression(left) || !ts.isBinaryExpression(right) || !ts.isVoidExpression(right.right))
      return visited;
    const { kind } = left.operatorToken;
    if (left.right.kind !== ts.SyntaxKind.NullKeyword || (kind !== isNot && kind !== is)) return visited;
    const loosely = kind === is ? ts.SyntaxKind.EqualsEqualsToken : ts.SyntaxKind.ExclamationEqualsToken;
    return context.factory.createBinaryExpression(left.left, loosely, left.right);
  };
  return ts.visitEachChild(file, visit, context);
};

/**
 * The compiler takes `{ ...a, b }` down to `Object.assign(Object.assign({}, a), { b })`, so that `a` is read before `b`
 * is computed. In our own sources nothing that is spread is changed meanwhile: one call does.
 *
 * @type {ts.TransformerFactory<ts.SourceFile>}
 */
const flatSpreads = (context) => (file) => {
  /** @type {(node: ts.Node) => node is ts.CallExpression} */
  const isAssign = (node) =>
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'assign' &&
    ts.isIdentifier(node.expression.expression) &&
    node.expression.expression.text === 'Object';
  /** @type {(node: ts.Node) => ts.Node} */
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!isAssign(visited)) return visited;
    const [target, ...sources] = visited.arguments;
    if (!target || !isAssign(target)) return visited;
    return context.factory.createCallExpression(visited.expression, undefined, [...target.arguments, ...sources]);
  };
  return ts.visitEachChild(file, visit, context);
};

/**
 * Strips the types of TypeScript files and takes all modules down to the target; finds `./x.ts` where a module asks
 * for `./x.js`. It checks nothing: `npm run typecheck` does.
 *
 * @param {ts.ScriptTarget} [target] default: TypeScript files to ES2022, JavaScript untouched
 * @returns {import('rollup').Plugin}
 */
export function transpile(target) {
  const touched = target === undefined ? /\.ts$/ : /\.(ts|mjs|js)$/;
  return {
    name: 'transpile',
    resolveId(source, importer) {
      if (!importer || !source.startsWith('.') || !source.endsWith('.js')) return null;
      const wanted = path.resolve(path.dirname(importer), source);
      const typed = wanted.replace(/\.js$/, '.ts');
      return !existsSync(wanted) && existsSync(typed) ? typed : null;
    },
    transform(code, id) {
      // tslib is what this adds: it is ES5 already, and must not import itself.
      if (!touched.test(id) || id.includes('/tslib/')) return null;
      const { outputText, sourceMapText } = ts.transpileModule(code, {
        fileName: id,
        compilerOptions: {
          target: target ?? ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ESNext,
          allowJs: true,
          // Inlined helpers would become globals of a script-tag page.
          importHelpers: true,
          // A dependency's classes as they were written: what is assigned to a class is never shaken off.
          useDefineForClassFields: target === ts.ScriptTarget.ES2022 && id.includes('/node_modules/'),
          verbatimModuleSyntax: true,
          sourceMap: true,
        },
        transformers: {
          before: [squeezeTemplates],
          after: id.endsWith('.ts') ? [shortNullChecks, flatSpreads] : [shortNullChecks],
        },
      });
      return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), map: sourceMapText ?? null };
    },
  };
}

/**
 * Resolves the package's own name to the built files (its `exports` is a flat map).
 *
 * @returns {import('rollup').Plugin}
 */
function selfReference() {
  /** @type {{ name: string, exports: Record<string, string | { default: string }> }} */
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return {
    name: 'self-reference',
    resolveId(source) {
      if (source !== manifest.name && !source.startsWith(`${manifest.name}/`)) return null;
      const entry = manifest.exports[`.${source.slice(manifest.name.length)}`];
      if (!entry) throw new Error(`${source} is not an entry point of ${manifest.name}`);
      const file = path.join(root, typeof entry === 'string' ? entry : entry.default);
      if (!existsSync(file)) throw new Error(`${source}: ${file} is missing; run "npm run build"`);
      return file;
    },
  };
}

/**
 * @typedef {object} BundleOptions
 * @property {string} [input] the entry file (JavaScript or TypeScript)
 * @property {string} [source] the entry as text, instead of `input`
 * @property {string} [file] where to write the result; without it nothing is written
 * @property {'es' | 'esm' | 'iife'} [format] default `esm`
 * @property {string} [name] the global that an `iife` sets
 * @property {boolean} [minify] default false
 * @property {boolean} [split] what is imported on demand goes into files of its own, beside the page's; default false
 */

/**
 * @typedef {object} Bundle
 * @property {string} code
 * @property {Record<string, string>} chunks with `split`, by their file names: what the code asks for on demand
 * @property {string[]} modules those that left something in the code
 */

/**
 * @param {BundleOptions} options
 * @returns {Promise<Bundle>}
 */
export async function bundle({ input, source, file, format = 'esm', name, minify = false, split = false }) {
  const virtual = path.join(root, 'bundle-entry.mjs'); // never on disk; gives relative imports a base
  /** @type {import('rollup').Plugin} */
  const entry = {
    name: 'entry',
    resolveId: (id) => (source !== undefined && id === virtual ? virtual : null),
    load: (id) => (source !== undefined && id === virtual ? source : null),
  };
  const build = await rollup({
    input: source === undefined ? path.resolve(/** @type {string} */ (input)) : virtual,
    plugins: [
      entry,
      selfReference(),
      transpile(),
      nodeResolve({ browser: true, modulePaths: [path.join(root, 'node_modules')] }),
      commonjs(),
    ],
    onwarn(warning, warn) {
      if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
      const ids = [warning.id, ...(warning.ids ?? [])];
      if (!ids.some((id) => id?.includes('/node_modules/'))) warn(warning);
    },
  });
  try {
    const { output } = await build.generate({
      format: format === 'iife' ? 'iife' : 'es',
      inlineDynamicImports: !split,
      plugins: minify ? [terser()] : [],
      ...(name === undefined ? {} : { name }),
    });
    const [chunk, ...others] = output;
    if (file !== undefined) {
      await mkdir(path.dirname(path.resolve(file)), { recursive: true });
      await writeFile(file, chunk.code);
    }
    const modules = Object.entries(chunk.modules)
      .filter(([, module]) => module.renderedLength > 0)
      .map(([id]) => id);
    const chunks = Object.fromEntries(
      others.flatMap((other) => (other.type === 'chunk' ? [[other.fileName, other.code]] : [])),
    );
    return { code: chunk.code, chunks, modules };
  } finally {
    await build.close();
  }
}
