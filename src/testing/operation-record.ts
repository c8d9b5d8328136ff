import type { Operation } from '../protocol/operations.js';

/** One operation as the centre saw it. */
export interface OperationRecord {
  readonly workNo: string;
  /** From where it was asked, unless from the `'default'` seat. */
  readonly seat?: string;
  readonly operation: Operation;
  readonly input: unknown;
  /** In milliseconds since the epoch. */
  readonly at: number;
}
