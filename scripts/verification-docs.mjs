/** Writes the machine of the retail authentication into docs/verification.md. `--check` fails when it is stale. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { keepGenerated } from './generated-files.mjs';
import { importSource } from './import-source.mjs';
import { root } from './run.mjs';

const { retailStates, retailTable, failureReasons, resultOfReason, transferReasons } = await importSource(`
  export {
    failureReasons, resultOfReason, retailStates, retailTable, transferReasons,
  } from './src/verification/index.ts';
`);

/** @typedef {{ from: string[], on: string[], when?: string, to?: string, reason?: string }} Row */

/** The states that wait for the caller: those in which anybody may ask for a person. */
const waiting = retailTable.find((/** @type {Row} */ { on }) => on.includes('agent')).from;
const isAnywhere = (/** @type {Row} */ { from }) =>
  waiting.every((/** @type {string} */ state) => from.includes(state));

/** mermaid takes no hyphens in the names of states. */
const idOf = (/** @type {string} */ state) => state.replaceAll('-', '_');

/** What can happen in any waiting state would hide all else; the table has it. */
function diagram() {
  const names = retailStates.filter((/** @type {string} */ state) => state.includes('-'));
  const arrows = retailTable
    .filter((/** @type {Row} */ row) => row.to !== undefined && !isAnywhere(row))
    .flatMap((/** @type {Row} */ { from, on, when, to = '', reason }) => {
      const label = `${on.join(' or ')}${when ? ` [${when}]` : ''}${reason ? ` / ${reason}` : ''}`;
      return from.map((state) => `  ${idOf(state)} --> ${idOf(to)}: ${label}`);
    });
  return [
    'stateDiagram-v2',
    '  [*] --> idle',
    ...names.map((/** @type {string} */ state) => `  state "${state}" as ${idOf(state)}`),
    ...arrows,
    ...['succeeded', 'failed', 'escalated'].map((end) => `  ${end} --> [*]`),
  ].join('\n');
}

function table() {
  const namesOf = (/** @type {Row} */ row) =>
    isAnywhere(row) ? (row.from.length > waiting.length ? 'any' : 'any waiting state') : row.from.join(', ');
  const rows = retailTable.map(
    (/** @type {Row} */ row) =>
      `| ${namesOf(row)} | ${row.on.join(', ')} | ${row.when ?? ''} | ${row.to ?? 'stays'} | ${row.reason ?? ''} |`,
  );
  return ['| From | On | When | To | Reason |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

const reasons = failureReasons.map(
  (/** @type {string} */ reason) =>
    `| \`${reason}\` | ${resultOfReason(reason)} | ${transferReasons.includes(reason) ? 'yes' : ''} |`,
);

/** What stands between the marks, by their names. */
const parts = {
  diagram: `\`\`\`mermaid\n${diagram()}\n\`\`\``,
  table: table(),
  reasons: ['| `failure_reason` | Result | Also a `transfer_reason` |', '| --- | --- | --- |', ...reasons].join('\n'),
};

const name = 'docs/verification.md';
const file = path.join(root, name);
const text = Object.entries(parts).reduce(
  (page, [part, content]) =>
    page.replace(
      new RegExp(`(<!-- begin ${part} -->)[^]*?(<!-- end ${part} -->)`),
      (_, begin, end) => `${begin}\n\n${content}\n\n${end}`,
    ),
  readFileSync(file, 'utf8'),
);
keepGenerated(
  { [name]: await format(text, { ...(await resolveConfig(file)), filepath: file }) },
  'verification-docs.mjs',
);
