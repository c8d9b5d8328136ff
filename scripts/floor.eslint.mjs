/** The browser floor (`browserslist` in package.json), checked on what is served: `npm run floor:apis`. */
import compat from 'eslint-plugin-compat';

/** Younger than the floor, and methods of instances or too new, which the plugin does not see. */
const YOUNGER = ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'throwIfAborted'];

/** @param {string[]} names */
const callsOf = (names) => `CallExpression[callee.property.name=/^(${names.join('|')})$/]`;

export default [
  {
    ...compat.configs['flat/recommended'],
    linterOptions: { noInlineConfig: true },
    rules: {
      'compat/compat': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'AbortSignal', property: 'any' },
        { object: 'AbortSignal', property: 'timeout' },
        { object: 'Promise', property: 'withResolvers' },
      ],
      'no-restricted-syntax': ['error', callsOf(YOUNGER)],
    },
  },
  {
    // ky is in it, which asks for AbortSignal.any before it uses it, and needs TransformStream only to tell how far an
    // upload is, and throwIfAborted to wait before it tries again: it does neither for us.
    files: ['**/aicc-softphone.min.js'],
    settings: { polyfills: ['TransformStream'] },
    rules: {
      'no-restricted-properties': ['error', { object: 'Promise', property: 'withResolvers' }],
      'no-restricted-syntax': ['error', callsOf(YOUNGER.filter((name) => name !== 'throwIfAborted'))],
    },
  },
];
