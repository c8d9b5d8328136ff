import { describe, expect, it } from 'vitest';
import type { ProcessConfiguration, VerificationRecord } from '../../../../src/protocol/operations.js';
import type { RecordEntry } from '../../../../src/server/index.js';
import { standingsOf } from '../../../../src/server/verification/standings.js';
import { withEntry } from '../../../../src/verification/records/entry.js';
import { ended, started } from '../../../contracts/verification-store-contract.js';

const processes: readonly ProcessConfiguration[] = (
  [
    ['RETAIL_ANI', 0],
    ['RETAIL_OTP', 1],
  ] as const
).map(([verifyTypeCode, requiredLevel]) => ({
  ...{ verifyTypeCode, name: verifyTypeCode, description: '', flow: 'retail', requiredLevel, enabled: true },
}));

const note = (recordId: string, at: number, step: string, outcome?: string): RecordEntry => ({
  ...{ type: 'noted', recordId, at, step: { step, ...(outcome !== undefined && { outcome }) } },
});

const step = (recordId: string, at: number, name: string, outcome?: string): RecordEntry => ({
  ...{ type: 'step', recordId, at, step: { step: name, ...(outcome !== undefined && { outcome }) } },
});

/** What the entries of each record say, in the order in which the records began. */
const standings = (...records: readonly (readonly RecordEntry[])[]) =>
  standingsOf(
    records.map((entries) => entries.reduce<VerificationRecord | undefined>(withEntry, undefined)!),
    processes,
  );

/** The results by code. */
const results = (...records: readonly (readonly RecordEntry[])[]) =>
  Object.fromEntries(
    standings(...records).map(({ verification: { verifyTypeCode, attempt, result } }) => [
      verifyTypeCode,
      `${result} of attempt ${attempt}`,
    ]),
  );

describe('How an attempt stands by its record', () => {
  it('runs, at its newest step, as long as no end is written', () => {
    const [begun] = standings([started('r1', 1000)]);
    expect(begun?.verification).toEqual({
      ...{ contactId: 'contact-r1', verifyTypeCode: 'RETAIL_OTP', attempt: 1, result: 0, startedAt: 1000 },
    });
    const [further] = standings([started('r1', 1000), step('r1', 1100, 'lookup'), step('r1', 1200, 'await-code')]);
    expect(further).toMatchObject({ recordId: 'r1', workNo: '371', flow: 'retail', requiredLevel: 1 });
    expect(further?.verification).toMatchObject({ result: 0, step: 'await-code' });
    expect(further?.verification.endedAt).toBeUndefined();
  });

  it('has a result and no step when its end is written', () => {
    const [standing] = standings([
      started('r1', 1000),
      step('r1', 1100, 'await-code'),
      ended('r1', 1200, 1, { level: 1 }),
    ]);
    expect(standing?.verification).toEqual({
      ...{ contactId: 'contact-r1', verifyTypeCode: 'RETAIL_OTP', attempt: 1, result: 1 },
      ...{ startedAt: 1000, endedAt: 1200 },
    });
    expect(standing?.level).toBe(1);
  });

  it('is 0 again after it expired, and still over', () => {
    const [standing] = standings([started('r1', 1000), ended('r1', 1200, 1), note('r1', 9000, 'expired', 'lifetime')]);
    expect(standing?.verification).toMatchObject({ result: 0, endedAt: 1200 });
  });

  it('is no worse for what a flow calls its own steps', () => {
    const words = [step('r1', 1100, 'expired'), step('r1', 1110, 'satisfies', 'RETAIL_ANI')];
    expect(results([started('r1', 1000), ...words, ended('r1', 1200, 1)])).toEqual({ RETAIL_OTP: '1 of attempt 1' });
    expect(results([started('r1', 1000), ...words])).toEqual({ RETAIL_OTP: '0 of attempt 1' });
  });

  it('belongs to no flow when its process is gone', () => {
    expect(standings([started('r1', 1000, { verifyTypeCode: 'GONE' })])).toMatchObject([{ flow: '' }]);
  });
});

describe('How the attempts of a contact stand', () => {
  const success = (id: string, at: number, attempt = 1): RecordEntry[] => [
    started(id, at, { attempt }),
    ended(id, at + 10, 1, { level: 1 }),
  ];
  const ofNumber = (id: string, at: number, result: 1 | 2, attempt = 1): RecordEntry[] => [
    started(id, at, { verifyTypeCode: 'RETAIL_ANI', requiredLevel: 0, attempt }),
    ended(id, at + 10, result),
  ];
  const satisfiesNumber = (id: string, at: number) => note(id, at, 'satisfies', 'RETAIL_ANI');

  it('goes by the newest of each code', () => {
    expect(results(success('r1', 1000), ofNumber('r2', 2000, 2), [started('r3', 3000, { attempt: 2 })])).toEqual({
      RETAIL_OTP: '0 of attempt 2',
      RETAIL_ANI: '2 of attempt 1',
    });
  });

  it('counts a success for every code that is noted with it', () => {
    const all = standings([...success('r1', 1000), satisfiesNumber('r1', 1020)]);
    expect(all.map(({ verification }) => verification.verifyTypeCode)).toEqual(['RETAIL_OTP', 'RETAIL_ANI']);
    expect(all[1]).toMatchObject({
      recordId: 'r1',
      requiredLevel: 0,
      level: 1,
      verification: { attempt: 1, result: 1 },
    });
  });

  it('counts it as the attempt after one that failed, and leaves one that succeeded', () => {
    const source = [...success('r2', 2000), satisfiesNumber('r2', 2020)];
    expect(results(ofNumber('r1', 1000, 2), source)).toMatchObject({ RETAIL_ANI: '1 of attempt 2' });
    expect(standings(ofNumber('r1', 1000, 1), source)[0]).toMatchObject({
      recordId: 'r1',
      verification: { attempt: 1 },
    });
  });

  it('lets what is satisfied expire with its source, and a new attempt reset it', () => {
    const source = [...success('r1', 1000), satisfiesNumber('r1', 1020)];
    expect(results([...source, note('r1', 9000, 'expired', 'lifetime')])).toEqual({
      RETAIL_OTP: '0 of attempt 1',
      RETAIL_ANI: '0 of attempt 1',
    });
    expect(results(source, ofNumber('r2', 2000, 2, 2))).toMatchObject({ RETAIL_ANI: '2 of attempt 2' });
  });

  it('satisfies nothing that no process is configured for', () => {
    expect(results([...success('r1', 1000), note('r1', 1020, 'satisfies', 'GONE')])).toEqual({
      RETAIL_OTP: '1 of attempt 1',
    });
  });
});
