import { describe, expect, it } from 'vitest';
import type { RecordEntry, VerificationStore } from '../../src/server/index.js';
import type { RecordsQuery, VerificationRecord } from '../../src/protocol/operations.js';
import { searchRecords } from '../../src/verification/records/search.js';

type Started = Extract<RecordEntry, { type: 'started' }>;

/** The beginning of a record of its own contact. */
export const started = (recordId: string, at: number, more: Partial<Started['record']> = {}): Started => ({
  type: 'started',
  recordId,
  at,
  record: {
    ...{ epoch: 'center-1', contactId: `contact-${recordId}`, verifyTypeCode: 'RETAIL_OTP', attempt: 1 },
    ...{ workNo: '371', customerNumber: '+*******0000', requiredLevel: 1 },
    ...more,
  },
});

export const ended = (recordId: string, at: number, result: 0 | 1 | 2 | 3, more: object = {}): RecordEntry => ({
  ...{ type: 'ended', recordId, at, result },
  ...more,
});

export async function allPages(store: VerificationStore, query: RecordsQuery): Promise<VerificationRecord[]> {
  const found: VerificationRecord[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await store.search({ ...query, ...(cursor !== undefined && { cursor }) });
    found.push(...page.records);
    cursor = page.cursor;
    if (cursor === undefined) return found;
  }
}

/** What every store of a verification service does. */
export function describeStoreContract(name: string, newStore: () => Promise<VerificationStore>): void {
  describe(`The store of a verification service: ${name}`, () => {
    it('makes records of entries', async () => {
      const store = await newStore();
      await store.append(started('r1', 1000));
      const step = { step: 'await-code', outcome: 'sent', channel: 'email' as const, destination: '*******.com' };
      await store.append({ type: 'step', recordId: 'r1', at: 1100, step, customerKey: 'account-7' });
      await store.append(ended('r1', 1200, 1, { level: 1, returns: ['a', '', '客户'] }));
      await store.append({ type: 'noted', recordId: 'r1', at: 1300, step: { step: 'proof', outcome: 'origin' } });
      expect((await store.search({})).records).toEqual([
        {
          ...started('r1', 1000).record,
          ...{ id: 'r1', startedAt: 1000, endedAt: 1200, result: 1, level: 1 },
          ...{ customerKey: 'account-7', channel: 'email' },
          ...{ verifyReturn1: 'a', verifyReturn2: '', verifyReturn3: '客户' },
          steps: [
            { at: 1000, step: 'started' },
            { at: 1100, ...step },
            { at: 1200, step: 'ended', outcome: '1', level: 1 },
            { at: 1300, step: 'proof', outcome: 'origin' },
          ],
        },
      ]);
    });

    it('lets a record end once', async () => {
      const store = await newStore();
      await store.append(started('r1', 1000));
      await store.append(ended('r1', 1200, 3));
      for (const entry of [
        ended('r1', 1300, 1, { level: 1 }),
        { type: 'step', recordId: 'r1', at: 1300, step: { step: 'succeeded' } } as const,
        ended('nobody', 1300, 1),
        { type: 'noted', recordId: 'nobody', at: 1300, step: { step: 'proof' } } as const,
      ]) {
        await expect(store.append(entry)).rejects.toMatchObject({ code: 'verification/not-running' });
      }
      const [record] = (await store.search({})).records;
      expect(record).toMatchObject({ result: 3, endedAt: 1200 });
      expect(record?.steps).toHaveLength(2);
    });

    it('finds by result, agent, contact, code and time, page by page, the newest first', async () => {
      const store = await newStore();
      const entries: RecordEntry[] = [];
      for (let index = 0; index < 60; index += 1) {
        const record = {
          workNo: `${371 + (index % 3)}`,
          verifyTypeCode: index % 2 ? 'RETAIL_ANI' : 'RETAIL_OTP',
          contactId: `contact-${index % 7}`,
        };
        // Three of each millisecond.
        entries.push(started(`r${index}`, 1000 + Math.floor(index / 3), record));
        entries.push(ended(`r${index}`, 2000 + index, (index % 4) as 0));
      }
      for (const entry of entries) await store.append(entry);
      const all = await allPages(store, { limit: 200 });
      expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, index) => `r${59 - index}`));
      const inOrder = [...all].reverse();
      for (const query of [
        { result: 1 },
        { result: 0, workNo: '372' },
        { contactId: 'contact-3' },
        { contactId: 'contact-3', verifyTypeCode: 'RETAIL_ANI', result: 3 },
        { from: 1005, to: 1012 },
        { from: 1012, workNo: '371' },
        { to: 1001 },
        { workNo: 'nobody' },
        { from: 1012, to: 1012 },
      ] satisfies RecordsQuery[]) {
        const expected = searchRecords(inOrder, { ...query, limit: 200 }).records;
        for (const limit of [1, 4, 200]) {
          expect(await allPages(store, { ...query, limit }), JSON.stringify(query)).toEqual(expected);
        }
      }
    });

    it('goes on where a page ended, whatever came or ended meanwhile', async () => {
      const store = await newStore();
      for (let index = 0; index < 6; index += 1) await store.append(started(`r${index}`, 1000 + index));
      const first = await store.search({ limit: 2 });
      expect(first.cursor).toBe('r4');
      await store.append(ended('r4', 2000, 2));
      await store.append(started('r6', 3000));
      const second = await store.search({ limit: 2, cursor: 'r4' });
      expect(second.records.map(({ id }) => id)).toEqual(['r3', 'r2']);
    });

    it.each([{ limit: 0 }, { limit: 201 }, { limit: 1.5 }, { cursor: 'nobody' }])('refuses %j', async (query) => {
      const store = await newStore();
      await store.append(started('r1', 1000));
      await expect(store.search(query)).rejects.toMatchObject({ code: 'server/bad-request' });
    });

    it('saves processes, and no change that was made from what is not saved any more', async () => {
      const store = await newStore();
      expect(await store.loadProcesses()).toBeUndefined();
      const process = { verifyTypeCode: 'A', name: 'A', flow: 'f', requiredLevel: 0, enabled: false } as const;
      expect(await store.saveProcesses([process], undefined)).toBe(true);
      expect(await store.saveProcesses([], undefined)).toBe(false);
      const saved = await store.loadProcesses();
      expect(saved).toEqual([process]);
      expect(await store.saveProcesses([{ ...process, enabled: true }], saved)).toBe(true);
      expect(await store.saveProcesses([], saved)).toBe(false);
      expect(await store.loadProcesses()).toEqual([{ ...process, enabled: true }]);
    });
  });
}
