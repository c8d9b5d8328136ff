import type { VerificationRecord } from '../../protocol/operations.js';

const columns = [
  'id',
  'startedAt',
  'endedAt',
  'workNo',
  'contactId',
  'customerNumber',
  'customerKey',
  'verifyTypeCode',
  'attempt',
  'requiredLevel',
  'level',
  'channel',
  'result',
  'failureReason',
  'verifyReturn1',
  'verifyReturn2',
  'verifyReturn3',
] as const satisfies readonly (keyof VerificationRecord)[];

/**
 * Records as CSV (RFC 4180) in UTF-8 with its mark, so that a spreadsheet reads Chinese. Times are ISO 8601.
 *
 * A cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function recordsToCsv(records: readonly VerificationRecord[]): string {
  const lines = records.map((record) => columns.map((name) => cell(name, record[name])).join(','));
  return `\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(name: string, value: string | number | undefined): string {
  if (value === undefined) return '';
  return csvCell(name.endsWith('At') ? new Date(value).toISOString() : `${value}`);
}

/** One cell, defused and quoted where it needs to be. */
export function csvCell(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
