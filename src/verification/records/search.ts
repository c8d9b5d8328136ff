import { AiccError } from '../../errors.js';
import type { RecordsPage, RecordsQuery, VerificationRecord } from '../../protocol/operations.js';

/**
 * One page of the records that fit a query, the newest first.
 *
 * @param records in the order in which they began
 * @throws AiccError `server/bad-request` for a limit or a cursor that is none
 */
export function searchRecords(records: readonly VerificationRecord[], query: RecordsQuery): RecordsPage {
  const { cursor } = query;
  const limit = pageSize(query);
  const found = records.filter((record) => fits(record, query)).reverse();
  const after = cursor === undefined ? -1 : found.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && after < 0) throw noSuchPage();
  const page = found.slice(after + 1, after + 1 + limit);
  const last = page.at(-1);
  const hasMore = after + 1 + page.length < found.length;
  return { records: page, ...(hasMore && last && { cursor: last.id }) };
}

/**
 * How many records a page has at most.
 *
 * @throws AiccError `server/bad-request`
 */
export function pageSize({ limit = 50 }: RecordsQuery): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 200) return limit;
  throw new AiccError('server/bad-request', 'A page has 1 to 200 records');
}

export const noSuchPage = (): AiccError => new AiccError('server/bad-request', 'There is no page after that');

function fits(record: VerificationRecord, query: RecordsQuery): boolean {
  const { from = -Infinity, to = Infinity } = query;
  const names = ['result', 'workNo', 'contactId', 'verifyTypeCode'] as const;
  return (
    names.every((name) => query[name] === undefined || query[name] === record[name]) &&
    record.startedAt >= from &&
    record.startedAt < to
  );
}
