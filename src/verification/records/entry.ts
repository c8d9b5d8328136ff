import type { VerificationRecord, VerificationStep } from '../../protocol/operations.js';

/** What is written down. Nothing is ever changed: a record is what its entries say. */
export type RecordEntry =
  | {
      readonly type: 'started';
      readonly recordId: string;
      readonly at: number;
      readonly record: Omit<
        VerificationRecord,
        'id' | 'result' | 'startedAt' | 'steps' | 'verifyReturn1' | 'verifyReturn2' | 'verifyReturn3'
      >;
    }
  | {
      readonly type: 'step';
      readonly recordId: string;
      readonly at: number;
      readonly step: Omit<VerificationStep, 'at'>;
      readonly customerKey?: string;
    }
  | {
      readonly type: 'ended';
      readonly recordId: string;
      readonly at: number;
      readonly result: VerificationRecord['result'];
      readonly level?: 0 | 1;
      readonly failureReason?: string;
      readonly returns?: readonly [string, string, string];
    }
  /** What became of the result: its time was over, a proof of it was given. */
  | {
      readonly type: 'noted';
      readonly recordId: string;
      readonly at: number;
      readonly step: Omit<VerificationStep, 'at'>;
    };

/**
 * A record with one entry more.
 *
 * @returns undefined for an entry of a record whose beginning is not known
 */
export function withEntry(record: VerificationRecord | undefined, entry: RecordEntry): VerificationRecord | undefined {
  const { at } = entry;
  if (entry.type === 'started') {
    const id = entry.recordId;
    const returns = { verifyReturn1: '', verifyReturn2: '', verifyReturn3: '' };
    return { ...entry.record, id, result: 0, startedAt: at, steps: [{ at, step: 'started' }], ...returns };
  }
  if (!record) return undefined;
  if (entry.type === 'ended') {
    const { result, level, failureReason, returns = ['', '', ''] } = entry;
    const outcome = failureReason ?? `${result}`;
    return {
      ...record,
      result,
      ...(level !== undefined && { level }),
      ...(failureReason !== undefined && { failureReason }),
      endedAt: at,
      steps: [...record.steps, { at, step: 'ended', outcome, ...(level !== undefined && { level }) }],
      verifyReturn1: returns[0],
      verifyReturn2: returns[1],
      verifyReturn3: returns[2],
    };
  }
  const { step } = entry;
  return {
    ...record,
    ...(entry.type === 'step' && entry.customerKey !== undefined && { customerKey: entry.customerKey }),
    ...(step.channel && { channel: step.channel }),
    steps: [...record.steps, { at, ...step }],
  };
}
