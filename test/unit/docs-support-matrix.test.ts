// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { connect, rawMessageTransport, vendorScriptTransport, type Transport } from '../../src/index.js';
import { operations } from '../../src/protocol/inputs.js';
import { createContactCenter } from '../../src/testing/index.js';
import { createFakeVendor } from '../support/fake-vendor.js';

const matrix = readFileSync('docs/support-matrix.md', 'utf8');

/** The rows of the table of operations: `yes` or nothing in each cell. */
function readTable(): Map<string, string[]> {
  const [, table = ''] = matrix.split('## Operations per transport');
  const rows = [...table.matchAll(/^\| `([\w.]+)` *\|(.*)\|$/gm)];
  return new Map(
    rows.map(([, operation = '', cells = '']) => [operation, cells.split('|').map((cell) => cell.trim())]),
  );
}

async function offered(transport: Transport): Promise<string[]> {
  const connection = await connect(transport);
  const has = operations.filter((operation) => connection.capabilities.has(operation));
  await connection.close();
  return has;
}

const column = (index: number): string[] =>
  [...readTable()].filter(([, cells]) => cells[index] === 'yes').map(([operation]) => operation);

it('names every operation of the protocol, and no other', () => {
  expect([...readTable().keys()].sort()).toEqual([...operations].sort());
});

it('says of the simulated centre what it offers', async () => {
  const center = createContactCenter({ agents: [{ workNo: '371' }], recording: true });
  expect(column(0).sort()).toEqual((await offered(center.transport({ workNo: '371' }))).sort());
  center.close();
});

it('says of the vendor’s script what its transport offers', async () => {
  Object.assign(globalThis, { AICCSupport: createFakeVendor() });
  expect(column(1).sort()).toEqual((await offered(vendorScriptTransport())).sort());
  Reflect.deleteProperty(globalThis, 'AICCSupport');
});

it('says of window messages what their transport offers', async () => {
  const workbench = { postMessage: () => undefined } as unknown as Window;
  const transport = rawMessageTransport({ targetOrigin: 'https://workbench.example.com', target: workbench });
  expect(column(2).sort()).toEqual((await offered(transport)).sort());
});
