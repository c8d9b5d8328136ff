/**
 * Two passes. The library: ES modules that mirror src/, with declarations, dependencies left to the user's
 * bundler. The script-tag files: everything in one, for a page without a bundler.
 *
 * Each warning is an error. OUT_DIR builds elsewhere (scripts/build.mjs swaps it in, scripts/check-reproducible.mjs
 * compares).
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import ts from 'typescript';
import { transpile } from './scripts/bundle.mjs';
import { squeezeTemplates } from './scripts/squeeze-templates.mjs';

const outDir = process.env.OUT_DIR ?? 'dist';

/** Entry points by the path they have in dist, without its ending. */
const library = [
  'index',
  'bar/index',
  'bar/define',
  'testing/index',
  'testing/msw/index',
  'testing/node/index',
  'server/index',
  'server/redis/index',
  'verification/index',
];

/**
 * Script-tag files: the entry in src and the file in dist. terser minifies and does not down-level, and dependencies
 * ship newer syntax than old tools know, so the compiler takes each module down first. The softphone's file keeps what
 * all browsers of the floor read (decision 24). In the one file gzip likes functions better where they are (0.4 kB), in
 * the other where they are called.
 *
 * @type {readonly { input: string, file: string, target: ts.ScriptTarget, ecma: 2017 | 2020, reduce_funcs: boolean }[]}
 */
const scripts = [
  {
    input: 'src/script.ts',
    file: 'aicc-support.min.js',
    target: ts.ScriptTarget.ES2017,
    ecma: 2017,
    reduce_funcs: true,
  },
  {
    input: 'src/softphone-script.ts',
    file: 'aicc-softphone.min.js',
    target: ts.ScriptTarget.ES2022,
    ecma: 2020,
    reduce_funcs: false,
  },
];

/** eventemitter3 is CommonJS behind an ESM shim and would not link in an unbundled page, so it goes in. */
const inlined = new Set(['eventemitter3']);

/**
 * @param {string} id
 * @param {string | undefined} importer none for an entry point
 */
function isExternal(id, importer) {
  const isBare = !id.startsWith('.') && !id.startsWith('\0') && !path.isAbsolute(id);
  return importer !== undefined && isBare && !inlined.has(id);
}

/** @type {import('rollup').WarningHandlerWithDefault} */
function onwarn(warning) {
  // zod's own: two circular imports and a pure annotation in the wrong place.
  if ([warning.id, ...(warning.ids ?? [])].some((id) => id?.includes('/node_modules/zod/'))) return;
  throw new Error(`${warning.code ?? 'warning'}: ${warning.message}`);
}

/**
 * The subresource-integrity hashes of all script-tag files, by file name.
 *
 * @returns {import('rollup').Plugin}
 */
function integrity() {
  return {
    name: 'integrity',
    writeBundle() {
      const files = readdirSync(outDir).filter((name) => name.endsWith('.min.js'));
      const hashes = files.sort().map((name) => {
        const hash = createHash('sha384').update(readFileSync(path.join(outDir, name)));
        return [name, `sha384-${hash.digest('base64')}`];
      });
      writeFileSync(path.join(outDir, 'sri.json'), `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
    },
  };
}

/**
 * In the script-tag files claims are read without jose's errors (decision 24).
 *
 * @type {import('rollup').Plugin}
 */
const plainDecoder = {
  name: 'plain-decoder',
  resolveId: (id) => (id === 'jose/jwt/decode' ? path.resolve('src/token/decode-jwt-plainly.ts') : null),
};

/** @type {import('rollup').RollupOptions[]} */
export default [
  {
    input: Object.fromEntries(library.map((name) => [name, `src/${name}.ts`])),
    external: isExternal,
    onwarn,
    plugins: [
      nodeResolve({ browser: true }),
      commonjs(),
      typescript({
        tsconfig: 'tsconfig.build.json',
        transformers: { before: [squeezeTemplates] },
        noEmitOnError: true,
        outDir,
        declarationDir: outDir,
        outputToFilesystem: false,
      }),
    ],
    output: {
      dir: outDir,
      format: 'es',
      preserveModules: true,
      preserveModulesRoot: 'src',
      // npm packs no folder called node_modules.
      entryFileNames: ({ name }) => `${name.replace(/^.*node_modules\//, 'vendor/')}.js`,
      sourcemap: true,
      generatedCode: 'es2015',
    },
  },
  ...scripts.map(({ input, file, target, ecma, reduce_funcs }) => ({
    input,
    onwarn,
    plugins: [plainDecoder, transpile(target), nodeResolve({ browser: true }), commonjs()],
    output: {
      file: path.join(outDir, file),
      format: /** @type {const} */ ('iife'),
      inlineDynamicImports: true,
      sourcemap: true,
      plugins: [
        terser({
          ecma: ecma,
          module: true,
          compress: { passes: 3, reduce_funcs },
        }),
        integrity(),
      ],
    },
  })),
];
