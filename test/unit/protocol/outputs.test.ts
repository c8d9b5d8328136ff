import { describe, expect, it } from 'vitest';
import { checkDirectoryOutput, type DirectoryOperation } from '../../../src/protocol/directory-outputs.js';
import { operations } from '../../../src/protocol/inputs.js';
import type { Operation } from '../../../src/protocol/operations.js';
import { checkOutput } from '../../../src/protocol/outputs.js';
import { errorOf } from '../../support/rejection.js';
import { aSnapshot } from '../../support/samples.js';

const reading = { verifyTypeCode: 'RETAIL_OTP', verifyResult: '1', contactId: 'contact-a', epoch: 'epoch-1' };

/** What an operation may answer, and what it may not. */
const rows: readonly (readonly [Operation, accepted: readonly unknown[], refused: readonly unknown[]])[] = [
  ['call.dial', [{ callId: 'call-a', contactId: 'contact-a' }], [{}, { callId: 'call-a' }, { contactId: 'contact-a' }]],
  ...(['agent.reasons', 'directory.search', 'numbers.outbound'] as const).map(
    (name) => [name as Operation, [[], [{}]], [{}, ['text'], [null]]] as const,
  ),
  ['call.consult', [{ callId: 'call-b' }], [{}, { callId: 7 }]],
  ['contact.start', [{ contactId: 'contact-a' }], [{}, { contactId: 7 }]],
  [
    'verification.processes',
    [[], [{ verifyTypeCode: 'RETAIL_OTP', name: 'OTP' }]],
    [{}, [{ verifyTypeCode: 'RETAIL_OTP' }], [null]],
  ],
  [
    'verification.start',
    [{ contactId: 'contact-a', attempt: 1 }],
    [{ contactId: 'contact-a' }, { contactId: 'contact-a', attempt: -1 }, { attempt: 1 }],
  ],
  [
    'verification.result',
    [reading, { verifyTypeCode: 'RETAIL_OTP', verifyResult: '', epoch: '' }],
    [
      { ...reading, verifyResult: '4' },
      { ...reading, verifyResult: 4 },
      { ...reading, verifyResult: true },
      { ...reading, verifyResult: ['1'] },
      { ...reading, verifyResult: ' 1' },
      { ...reading, verifyResult: undefined },
      { ...reading, epoch: undefined },
      { ...reading, contactId: 7 },
    ],
  ],
  ['verification.proof', [{ token: 'a.b.c' }], [{}, { token: 7 }]],
  ['verification.records', [{ records: [] }], [[]]],
  ['verification.configure', [{ processes: [], flows: [] }], [[]]],
  ['snapshot', [{ snapshot: aSnapshot(), seq: 0 }], [{ snapshot: aSnapshot() }, { snapshot: {}, seq: 0 }, { seq: 0 }]],
];

/** What only a softphone asks for, line by line. */
const lists: readonly (readonly [DirectoryOperation, accepted: object, refused: readonly object[]])[] = [
  ['agent.reasons', { state: 'rest', reason: '1', name: 'Lunch' }, [{ state: 'ready', reason: '1', name: 'x' }, {}]],
  ['directory.search', { kind: 'agent', address: '372', name: 'Bo', state: 'ready' }, [{ kind: 'agent' }, {}]],
  ['numbers.outbound', { number: '88880011', name: 'Retail' }, [{ number: 7 }, { number: '1', name: 7 }, {}]],
];

const answersNothing = operations.filter((operation) => !rows.some(([each]) => each === operation));

describe('the check of what comes back from an operation', () => {
  it.each(rows)('%s may answer what has its form', (operation, accepted) => {
    for (const value of accepted) expect(checkOutput(operation, value), JSON.stringify(value)).toEqual(value);
  });

  it.each(rows)('%s may answer nothing else', (operation, _accepted, refused) => {
    for (const value of [...refused, undefined, null, 'text', 7]) {
      const error = errorOf(() => checkOutput(operation, value));
      expect(error.code, JSON.stringify(value)).toBe('bridge/protocol-violation');
      expect(error.message).toContain(operation);
    }
  });

  it.each(answersNothing)('%s answers with nothing, whatever the other side sent', (operation) => {
    expect(checkOutput(operation, { surplus: true })).toBeUndefined();
  });

  it.each(lists)('%s is checked line by line for who shows it', (operation, accepted, refused) => {
    expect(checkDirectoryOutput(operation, [accepted, accepted])).toEqual([accepted, accepted]);
    for (const line of refused) {
      const error = errorOf(() => checkDirectoryOutput(operation, [accepted, line]));
      expect(error.code, JSON.stringify(line)).toBe('bridge/protocol-violation');
    }
  });

  it.each([0, 1, 2, 3])('a result that comes as the number %i is handed out as text', (number) => {
    expect(checkOutput('verification.result', { ...reading, verifyResult: number })).toEqual({
      ...reading,
      verifyResult: String(number),
    });
  });
});
