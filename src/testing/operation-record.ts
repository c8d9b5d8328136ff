import type { Operation } from '../protocol/operations.js';

/** One operation as the centre saw it. */
export interface OperationRecord {
  readonly workNo: string;
  readonly operation: Operation;
  readonly input: unknown;
  /** In milliseconds since the epoch. */
  readonly at: number;
}
