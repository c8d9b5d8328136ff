/** The browser floor (`browserslist` in package.json), checked on what is served: `npm run floor:apis`. */
import compat from 'eslint-plugin-compat';

/** Younger than the floor, and methods of instances or too new, which the plugin does not see. */
const YOUNGER = ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'throwIfAborted'];

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
      'no-restricted-syntax': [
        'error',
        `CallExpression[callee.property.name=/^(${YOUNGER.join('|')})$/]`,
        // Of ES2022, what Safari learnt after the floor.
        'StaticBlock',
        'Literal[regex.pattern=/\\(\\?<[=!]/]',
      ],
    },
  },
];
