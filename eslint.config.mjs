import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const noZod = { name: 'zod', message: "Use 'zod/mini': 'zod' costs 93 kB and calls new Function." };
const noZodHere = {
  name: 'zod/mini',
  message: 'What "." reaches checks with predicates; schemas live in server, testing and files named schemas.ts.',
};

/** What must not be written anywhere. */
const bannedSyntax = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    message: 'Build nodes: markup from strings breaks under Trusted Types.',
  },
  {
    selector: "CallExpression[callee.object.name='document'][callee.property.name=/^write(ln)?$/]",
    message: 'Build nodes: markup from strings breaks under Trusted Types.',
  },
  {
    selector: "CallExpression[callee.property.name='addEventListener'] > Literal[value='unload']",
    message: 'An unload listener costs the page its back/forward cache: use pagehide.',
  },
  {
    selector: "MemberExpression[property.name='onunload']",
    message: 'An unload listener costs the page its back/forward cache: use pagehide.',
  },
];

/** What must not be written in what we ship. */
const bannedInSource = [
  { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
  { selector: "ExportSpecifier[exported.name='default']", message: 'Exports have names.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
];

export default defineConfig(
  globalIgnores(['dist', 'dist.*', 'coverage', 'temp', 'test/types', '**/*.min.js', '**/mockServiceWorker.js']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-restricted-imports': ['error', { paths: [noZod] }],
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-restricted-globals': ['error', { name: 'onunload', message: 'Use pagehide.' }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: ['tsconfig.json', 'tsconfig.backend.json', 'tsconfig.node.json'] } },
    rules: {
      'no-undef': 'off', // The compiler knows better.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/class-literal-property-style': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Objects come from factories and have no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // An async method turns what it throws into a rejection; that is reason enough.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...bannedSyntax, ...bannedInSource],
      'no-restricted-imports': ['error', { paths: [noZod, noZodHere] }],
    },
  },
  {
    files: ['src/server/**/*.ts', 'src/testing/**/*.ts', 'src/**/schemas.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noZod] }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    // Plain JavaScript (scripts, examples, bench): `npm run typecheck` finds unknown names.
    files: ['**/*.{js,mjs,cjs}'],
    rules: { 'no-undef': 'off' },
  },
);
