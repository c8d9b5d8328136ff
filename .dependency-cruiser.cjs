/**
 * Dependencies point one way (docs/architecture.md):
 * errors ← protocol ← connection ← wire ← transports, host ← support, softphone, records ← bar ← index, script.
 */

/** Leaf files that everything may import. */
const ground = [
  'errors',
  'error-brand',
  'error-codes',
  'emitter',
  'log',
  'clock',
  'origins',
  'version',
  'random-id',
  'read-json',
  'retry-after',
  'send',
  'send-with-ky',
  'server-url',
  'lease-store',
  'refuse-secrets',
];

/** Each layer may import itself and what stands before it. */
const layers = [
  ground,
  ['protocol'],
  ['connection'],
  ['wire'],
  ['transports', 'host'],
  ['support', 'softphone', 'records'],
  ['bar'],
  ['index', 'script', 'softphone-script'],
];

/** Parts beside the layers, and all that they may import of ours. */
const parts = {
  // Of the connection only when to try again, which is a function of numbers.
  token: [...ground, 'protocol', 'verification', 'connection/reconnect-policy'],
  // Pure: no I/O, so nothing that has any.
  verification: ['errors', 'error-brand', 'error-codes', 'log', 'protocol'],
  server: [...ground, 'protocol', 'connection', 'verification'],
};

const named = (/** @type {string[]} */ names) => `^src/(?:${names.join('|')})(?:/|\\.ts$)`;

const layerRules = layers.slice(0, -1).map((layer, level) => ({
  name: `layer-${layer[0]}`,
  comment: `${layer.join(', ')} may import only what stands below.`,
  severity: 'error',
  from: { path: named(layer) },
  to: {
    path: '^src/',
    pathNot: named([...layers.slice(0, level + 1).flat(), ...(level >= 4 ? ['token', 'verification'] : [])]),
  },
}));

const partRules = Object.entries(parts).map(([part, allowed]) => ({
  name: `part-${part}`,
  comment: `${part} imports only ${allowed.join(', ')}.`,
  severity: 'error',
  from: { path: named([part]) },
  to: {
    path: '^src/',
    pathNot: named([part, ...allowed]),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...partRules,
    {
      name: 'host-beside-transports',
      comment: 'The two halves of the wire do not know each other.',
      severity: 'error',
      from: { path: '^src/(host|transports)/' },
      to: { path: '^src/(host|transports)/', pathNot: '^src/$1/' },
    },
    {
      name: 'token-knows-no-transport',
      comment: 'A transport takes getToken; it knows no token manager.',
      severity: 'error',
      from: { path: '^src/transports/' },
      to: { path: '^src/token/' },
    },
    {
      name: 'no-server-in-browser',
      comment: 'Browser code never imports the server half; only the Node side of testing does.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server/|testing/node)' },
      to: { path: '^src/server/' },
    },
    {
      name: 'no-testing-in-product',
      comment: 'Nothing but tests and examples imports testing.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/testing/' },
      to: { path: '^src/testing/' },
    },
    {
      name: 'faces-import-no-face',
      comment: 'An entry point is not a place to import from, inside.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/(index|script)\\.ts$' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle of types alone is none when it runs, but it is one to read.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A module that no entry point reaches; the registry of error codes is for documents and tests, the plain decoder is put into the script-tag file by the build.',
      severity: 'error',
      from: {
        path: '^src/(index|script|softphone-script|bar/index|bar/define|server/index|server/redis/index|testing/index|testing/msw/index|testing/node/index|verification/index)\\.ts$',
      },
      to: {
        path: '^src/',
        pathNot:
          '^src/(index|script|softphone-script|bar/index|bar/define|server/index|server/redis/index|testing/index|testing/msw/index|testing/node/index|verification/index|error-codes|token/decode-jwt-plainly)\\.ts$',
        reachable: false,
      },
    },
    {
      name: 'zod-in-its-place',
      comment: 'zod stays in server, testing and files named schemas.ts, which "." never reaches.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server|testing)/|/schemas\\.ts$' },
      to: { path: '(^|/)node_modules/zod/' },
    },
    {
      name: 'no-zod-behind-the-face',
      comment: 'Nor by a detour.',
      severity: 'error',
      from: { path: '^src/(index|script)\\.ts$' },
      to: { path: '(^|/)node_modules/zod/', reachable: true },
    },
    {
      name: 'no-eventemitter3-on-a-page',
      comment: 'On a page eventemitter3 is dead weight (docs/decisions); the fan-out of the server uses it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/server/' },
      to: { path: '(^|/)node_modules/eventemitter3/' },
    },
    {
      name: 'no-node-in-browser',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server/|testing/node)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared-dependencies-only',
      comment: 'What ships imports dependencies; eventemitter3 is bundled, msw an optional peer of one entry point.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
        pathNot: '(^|/)node_modules/(eventemitter3|msw)/',
      },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types alone point the same way as all others.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'default'],
      exportsFields: ['exports'],
    },
  },
};
