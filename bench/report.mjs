/** Turns the results into docs/benchmarks.md. Pure. */

/**
 * @typedef {import('./pages/outcome.js').Outcome} Outcome
 * @typedef {object} Results
 * @property {{ cores: number, chromium: string, node: string }} machine
 * @property {Record<string, string>} peers name and version by key
 * @property {Record<string, import('./round-trip.mjs').RoundTrip>} [round-trip]
 * @property {Record<string, number>} [size] bytes
 * @property {import('./failures.mjs').Failures} [failures]
 * @property {import('./bar-events.mjs').BarEvents} [bar-events]
 * @property {Record<string, import('./take-over.mjs').TakeOver>} [take-over]
 * @property {import('./token-handler.mjs').Throughput} [token-handler]
 * @property {Record<string, import('./token-storm.mjs').StormResult>} [token-storm]
 * @property {import('./verification.mjs').Verification} [verification]
 */

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const kilobytes = (/** @type {number | undefined} */ bytes) => `${((bytes ?? 0) / 1000).toFixed(2)} kB`;
const duration = (/** @type {number} */ ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

/** @param {Outcome | undefined} outcome */
function ending(outcome) {
  if (!outcome) return '–';
  const { end, ms, code, message } = outcome;
  if (end === 'pending') return `pending after ${duration(ms)}`;
  if (end === 'resolved') return `resolved after ${duration(ms)}`;
  return `${duration(ms)}, ${code === undefined ? `no code: “${message ?? ''}”` : `\`${code}\``}`;
}

/** @param {import('./failures.mjs').Forged | undefined} forged */
function meddling(forged) {
  if (!forged) return '–';
  const wrongs = [
    ...(forged.believed ? ['took it for the host'] : []),
    ...(forged.obeyed ? ['carried out its command'] : []),
    ...(forged.isServed ? [] : ['the real host was locked out']),
  ];
  return wrongs.length === 0 ? 'ignored; the real host gets through' : wrongs.join('; ');
}

/** @param {Results} results */
function roundTrip({ 'round-trip': rows, peers }) {
  if (!rows) return '';
  const names = {
    bare: 'bare MessageChannel, the same two messages',
    immediate: '`getVerifyResult`, the host answers at once',
    simulated: '`getVerifyResult`, the host asks the simulated centre',
    penpal: peers['penpal'],
    comlink: `${peers['comlink']}, over a port`,
  };
  const body = Object.entries(names).map(([key, name]) => {
    const row = rows[key];
    return [name ?? key, row?.ratio.toFixed(2) ?? '', row ? `${row.low.toFixed(2)}–${row.high.toFixed(2)}` : ''];
  });
  return `## Round trip

One call from a page in a cross-site frame to the workbench around it and back, one after the other, as a ratio to a
bare \`MessageChannel\` between the same two frames that carries the same two messages. Goal: at most 1.15 with a host
that answers at once, and faster than penpal and comlink. The gate (\`node bench/run.mjs --gate\`) fails above 1.25.

${table(['What', '× bare', 'page loads'], body)}

The whole way is measured: facade, connection, checks on both sides, wire, host and its guest policy, and the connection
behind the host. In the third row the centre's own work comes on top. penpal and comlink carry the operation and its input
as arguments and answer from memory. Bare takes ${rows['bare']?.p50 ?? '?'} µs here (median).

Both frames are cross-origin isolated, so that the clock is fine enough. All contenders live in the same pages and take
turns in blocks of 50 calls, 40 turns in each of 7 page loads, after 1000 calls of each that warm the compilers up. A
ratio is taken within a turn, between the means of the middle halves of two blocks; a page load counts with its median
turn, and the table shows the median of the page loads and the lowest and the highest. Other work
on the machine raises the ratios. Source: \`npm run bench -- round-trip\`.
`;
}

/** @param {Results} results */
function size({ size: bytes, peers }) {
  if (!bytes) return '';
  const rows = [
    ['facade, frame transport and one call', kilobytes(bytes['facade']), '8.0 kB'],
    ['error class with its codes, alone', kilobytes(bytes['error']), '1.2 kB'],
    ['script-tag file `aicc-support.min.js`', kilobytes(bytes['script']), '10.5 kB'],
    [`${peers['comlink']}: wrap and one call`, kilobytes(bytes['comlink']), ''],
    [`${peers['penpal']}: connect and one call`, kilobytes(bytes['penpal']), ''],
    [`${peers['hubspot']}: connect and one message`, kilobytes(bytes['hubspot']), ''],
    [`${peers['amazon']} with contact and voice: one call`, kilobytes(bytes['amazon']), ''],
    [`${peers['teams']}: initialize and one call`, kilobytes(bytes['teams']), ''],
  ];
  return `## Size

Minified and gzipped (level 9), with all dependencies, everything bundled by rollup and terser in the same run
(1 kB = 1000 bytes). The budgets are gates: \`npm run size\`, which bundles with esbuild and may differ by a little.

${table(['What a page loads', 'gzip', 'budget'], rows)}

comlink and penpal are message layers: no deadlines by default, no events, no state, no reconnection.
Source: \`npm run bench -- size\`.
`;
}

/** @param {Results} results */
function failures({ failures: measured, peers }) {
  if (!measured) return '';
  const { silent, reload, removal, forged } = measured;
  const columns = ['ours', 'penpal', 'penpal-timeout', 'comlink', 'hubspot', 'teams'];
  const names = [
    'aicc-support',
    peers['penpal'],
    '… with `timeout: 5000`',
    peers['comlink'],
    peers['hubspot'],
    peers['teams'],
  ];
  const rows = columns.map((key, index) => [
    names[index] ?? key,
    ending(silent[key]),
    ending(reload[key]?.[0]),
    ending(removal[key]?.[0]),
    meddling(forged[key]),
  ]);
  const told = [reload['ours']?.[1], removal['ours']?.[1]].map(ending).join(' and ');
  return `## When the other side fails

Time until a call is rejected, and with which code; or what happened instead. Each cell is measured in pages of its own,
each library as its documents tell to use it.

${table(['', 'silent host', 'reload in flight', 'removal in flight', 'forged third frame'], rows)}

- **Silent host**: the page in the frame connects and asks once; the workbench never says anything. Waited for 65 s.
- **Reload, removal in flight**: the workbench sets the frame's address again, or removes the frame, while a call is on its
  way; the time runs from there, on the workbench's clock, the load of the new page included. With penpal and comlink the
  workbench has called into the frame. With ours the frame has called, and what is shown is the signal of the operation
  that the workbench serves; the host's \`guest\` event comes with it
  (${told}). Waited for 10 s.
- **Forged third frame**: before the host begins, while it connects and afterwards, an uninvited frame of another origin
  sends to both sides what the library's own host and guest would send: a handshake, an answer, a command to dial. comlink
  is used over windows, as its documents show for frames, with its defaults; it has no handshake, and its third argument
  of \`expose\` would have refused the command. Without the third frame all of them work in the same pages.
- – : the SDK has a guest's half only, or the case is in the row above.

Source: \`npm run bench -- failures\`.
`;
}

/** @param {Results} results */
function barEvents({ 'bar-events': measured }) {
  if (!measured) return '';
  const { ratio, low, high, events, rounds, bare, bar } = measured;
  const rows = Object.entries({ 'a bare Lit element, fed directly': bare, '`<aicc-softphone-bar>` on a client': bar });
  return `## A thousand events a second

${events} events in ten seconds, of the agent, the contact and the call by turns, from another thread: to the softphone bar
through connection and client, and to a Lit element that shows the same three values and nothing else. From the sending of
an event until a frame that shows it or a newer one is painted, at the median: **${ratio.toFixed(2)}** × the bare element
(${low.toFixed(2)}–${high.toFixed(2)}). Goal: at most 1.50, no long task, no dropped state.

${table(
  ['What', 'median', 'worst of a hundred', 'long tasks', 'dropped states'],
  rows.map(([name, row]) => [name, `${row.p50} ms`, `${row.p99} ms`, `${row.longTasks}`, `${row.dropped}`]),
)}

A state is dropped when something older is shown after something newer, or when the last event of a kind is not what is
shown at the end. A long task blocks the page for more than 50 ms. Each has pages of its own, in turns, ${rounds} of ten
seconds each; a ratio is taken between two that follow each other. Source: \`npm run bench -- bar-events\`.
`;
}

/** @param {Results} results */
function takeOver({ 'take-over': measured }) {
  if (!measured) return '';
  const goals = { close: 250, crash: 250, 'freeze event': 250, hang: 6000, 'freeze without an event': 6000 };
  const rows = Object.entries(measured).map(([name, { p50, worst }]) => {
    const goal = Object.entries(goals).find(([of]) => of === name)?.[1];
    return [name, duration(p50), duration(worst), goal === undefined ? '' : duration(goal)];
  });
  return `## When the owner of a shared link goes

Three tabs share one link (\`sharedTransport\`), and the one that owns it goes: until both others are open under a new owner.

${table(['How it goes', 'median', 'worst', 'goal'], rows)}

The centre answers at once: what is measured is the tabs. \`navigate\` holds the navigation itself. A page that hangs, or whose
thread stands still without a word (stopped by a debugger here), keeps its lock: the others wait for five seconds without
an answer before they take it. Source: \`npm run bench -- take-over\`.
`;
}

/** @param {Results} results */
function tokenHandler({ 'token-handler': measured }) {
  if (!measured) return '';
  const { share, low, high, perSecond } = measured;
  return `## Token endpoint

What \`createTokenHandler\` serves with a warm cache behind node:http (@hono/node-server), as a share of a bare node:http
handler in the same process that reads the same request and answers with the same bytes: **${share.toFixed(2)}** (${low.toFixed(2)}–${high.toFixed(2)}).
Goal: at least 0.60. Counted in answers per second of processor time, ${perSecond} here; who asks is part of the work, the
limit of requests is on. Source: \`npm run bench -- token-handler\`.
`;
}

/** @param {Results} results */
function tokenStorm({ 'token-storm': measured, peers }) {
  if (!measured) return '';
  const names = { ours: 'aicc-support', oidc: peers['oidc'], supabase: peers['supabase'], auth0: peers['auth0'] };
  const rows = Object.entries(names).map(([key, name]) => {
    const one = measured[key];
    if (!one) return [name ?? key, '–', '–', '–'];
    return [name ?? key, `${one.served} of ${one.calls}`, `${one.requests}`, `${one.atOnce}`];
  });
  return `## Refresh storm

Three tabs whose token has ended, and five calls in each at once. The provider takes 300 ms, and takes each refresh token
once, as rotation asks. Goal: one request, and all calls served.

${table(['', 'served', 'requests', 'at once'], rows)}

Each as its documents tell to use it: oidc-client-ts with \`signinSilent\` where the user has expired, supabase's
\`getSession\`, auth0's \`getTokenSilently\` with refresh tokens in local storage. Supabase's own server takes a refresh
token again within ten seconds, which hides what is seen here; another provider need not. Ours holds no refresh token in
the page: its backend signs anew for each exchange. Killed tabs, plain http and busy providers are tests
(test/e2e/token-storm, token-trouble). Source: \`npm run bench -- token-storm\`.
`;
}

/** @param {Results} results */
function verification({ verification: measured }) {
  if (!measured) return '';
  const { perSecond, ratio, spread, commands, open, openOnRedis, compare } = measured;
  const rows = [
    [`bare: ${commands} commands for each flow`, `${perSecond.bare}`, '1.00'],
    [
      'records, attempts and codes on Redis',
      `${perSecond.redis}`,
      `${ratio.redis.toFixed(2)} (${spread.low.toFixed(2)}–${spread.high.toFixed(2)})`,
    ],
    ['all in memory', `${perSecond.memory}`, ratio.memory.toFixed(2)],
  ];
  const percent = (/** @type {number} */ value) => `${value > 0 ? '+' : ''}${value.toFixed(1)} %`;
  return `## Verification service

Whole flows at level 1, from the start to the result that is read, with each step written down and the code made, hashed,
sent and checked; the customer answers at once. Bare is a client of Redis that sends as many commands (\`SET\`) of the
same size in the same run, one after the other for each flow, 32 flows at a time. Counted in processor time of the one
process; what Redis itself uses is on another core.

${table(['What', 'flows a second', '× bare'], rows)}

- **Open flows**: ${open.count.toLocaleString('en')} at a time in one process, each waiting for its code, took ${open.openSeconds} s to open and hold
  ${open.kilobytesEach} kB each, timers, agent's connection and records in memory included; with the stores on Redis ${openOnRedis.kilobytesEach} kB. Meanwhile a code
  was answered in ${open.answerMs} ms (median of 200; slowest ${open.slowestMs} ms).
- **Checking a code** takes ${compare.rightUs} µs when it is right. Beside a code that is wrong in its last digit, one that is wrong
  in its first takes ${percent(compare.beginningPercent)}, a right one ${percent(compare.rightPercent)}; two halves of the same measurement differ by ${compare.noisePercent.toFixed(1)} %. A right one does
  other things afterwards, which is no secret: the caller hears that it was right.

Source: \`npm run bench -- verification\`.
`;
}

/**
 * @param {Results} results
 * @returns {string} the page
 */
export function report(results) {
  const { cores, chromium } = results.machine;
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. The numbers themselves are in \`bench/results.json\`. Measured on a small virtual
machine with ${cores} cores, which was doing other work too, in Chromium ${chromium}, headless, on the built
package. All that is compared was measured in the same run. Read the ratios and the endings; the milliseconds are this machine's.

${[roundTrip(results), size(results), failures(results), barEvents(results), takeOver(results), tokenHandler(results), tokenStorm(results), verification(results)].filter(Boolean).join('\n')}`;
}
