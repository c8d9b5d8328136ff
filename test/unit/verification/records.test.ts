import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VerificationRecord } from '../../../src/protocol/operations.js';
import { csvCell, recordsToCsv } from '../../../src/verification/records/csv.js';
import { withEntry, type RecordEntry } from '../../../src/verification/records/entry.js';
import { searchRecords } from '../../../src/verification/records/search.js';
import { errorOf } from '../../support/rejection.js';

const begun: RecordEntry = {
  type: 'started',
  recordId: 'record-1',
  at: 1000,
  record: {
    epoch: 'epoch-1',
    contactId: 'contact-1',
    verifyTypeCode: 'RETAIL_OTP',
    attempt: 1,
    workNo: '371',
    customerNumber: '*******0100',
    requiredLevel: 1,
  },
};
const entries: readonly RecordEntry[] = [
  begun,
  {
    type: 'step',
    recordId: 'record-1',
    at: 1100,
    step: { step: 'await-code', outcome: 'sent', channel: 'email', destination: '***@example.com' },
    customerKey: 'account-7',
  },
  { type: 'ended', recordId: 'record-1', at: 1200, result: 1, level: 1, returns: ['a', 'b', 'c'] },
  { type: 'noted', recordId: 'record-1', at: 1300, step: { step: 'proof', outcome: 'https://crm.example.com' } },
];
const fold = (list: readonly RecordEntry[]): VerificationRecord | undefined =>
  list.reduce<VerificationRecord | undefined>(withEntry, undefined);

describe('a record', () => {
  it('is what its entries say', () => {
    expect(fold(entries)).toEqual({
      id: 'record-1',
      epoch: 'epoch-1',
      contactId: 'contact-1',
      verifyTypeCode: 'RETAIL_OTP',
      attempt: 1,
      workNo: '371',
      customerNumber: '*******0100',
      customerKey: 'account-7',
      requiredLevel: 1,
      level: 1,
      channel: 'email',
      result: 1,
      startedAt: 1000,
      endedAt: 1200,
      steps: [
        { at: 1000, step: 'started' },
        { at: 1100, step: 'await-code', outcome: 'sent', channel: 'email', destination: '***@example.com' },
        { at: 1200, step: 'ended', outcome: '1', level: 1 },
        { at: 1300, step: 'proof', outcome: 'https://crm.example.com' },
      ],
      verifyReturn1: 'a',
      verifyReturn2: 'b',
      verifyReturn3: 'c',
    });
  });

  it('has no result while it has no end', () => {
    expect(fold(entries.slice(0, 2))).toMatchObject({ result: 0 });
    expect(fold(entries.slice(0, 2))).not.toHaveProperty('endedAt');
  });

  it('does not begin in the middle', () => expect(fold(entries.slice(1))).toBeUndefined());
});

const some = Array.from({ length: 120 }, (_, index) => ({
  ...fold([{ ...begun, recordId: `record-${index}`, at: index }])!,
  workNo: index % 2 ? '371' : '372',
  result: (index % 4) as 0,
  contactId: `contact-${index % 10}`,
}));

describe('a search', () => {
  it('finds the newest first, page by page', () => {
    const first = searchRecords(some, {});
    expect(first.records.map(({ startedAt }) => startedAt)).toEqual(Array.from({ length: 50 }, (_, i) => 119 - i));
    const second = searchRecords(some, { cursor: first.cursor! });
    const third = searchRecords(some, { cursor: second.cursor! });
    expect(third.records).toHaveLength(20);
    expect(third).not.toHaveProperty('cursor');
  });

  it('finds by result, agent, contact, code and time together', () => {
    expect(searchRecords(some, { result: 1, limit: 200 }).records).toHaveLength(30);
    expect(searchRecords(some, { workNo: '371', limit: 200 }).records).toHaveLength(60);
    expect(searchRecords(some, { contactId: 'contact-3' }).records).toHaveLength(12);
    expect(searchRecords(some, { verifyTypeCode: 'OTHER' }).records).toEqual([]);
    const found = searchRecords(some, { workNo: '371', from: 10, to: 13 }).records;
    expect(found.map(({ startedAt }) => startedAt)).toEqual([11]);
  });

  it.each([{ limit: 0 }, { limit: 201 }, { cursor: 'nowhere' }])('refuses %j', (query) => {
    expect(errorOf(() => searchRecords(some, query)).code).toBe('server/bad-request');
  });
});

/** A small reader of RFC 4180, of one line. */
function cellsOf(line: string): string[] {
  return [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}

describe('the CSV', () => {
  it('has a line for each record', () => {
    const [head, line, ...rest] = recordsToCsv([fold(entries)!]).split('\r\n');
    expect(head).toMatch(/^\uFEFFid,startedAt,endedAt,workNo/);
    expect(line).toContain('record-1,1970-01-01T00:00:01.000Z,1970-01-01T00:00:01.200Z,371,contact-1,*******0100');
    expect(rest).toEqual(['']);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '|x', '%x'])('defuses %j', (text) => {
    expect(csvCell(text)).toMatch(/^"'/);
  });

  it('gives back what was written, defused, whatever that was', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const cells = cellsOf(texts.map(csvCell).join(','));
        const isFormula = (text: string): boolean => /^\s*[=+\-@\t\r|%]/.test(text);
        expect(cells).toEqual(texts.map((each) => (isFormula(each) ? `'${each}` : each)));
        for (const each of cells) expect(each).not.toMatch(/^\s*[=+\-@|%]/);
      }),
    );
  });
});
