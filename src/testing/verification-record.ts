import type { VerificationResult } from '../protocol/entities.js';

/** An authentication attempt that ended. Never what the customer entered. */
export interface VerificationRecord {
  /** The run of the centre in which it took place: contact ids repeat in another one. */
  readonly epoch: string;
  readonly contactId: string;
  readonly verifyTypeCode: string;
  readonly attempt: number;
  /** Who started it. */
  readonly workNo: string;
  readonly customerNumber?: string;
  readonly result: VerificationResult;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Why it is not 1: `refused` by the API, `no-input`, `cancelled`, `hangup`, `timeout`, `bad-response`, `unreachable`. */
  readonly failureReason?: string;
  /** What the third-party API returned beside. Source: table of the response body in the AICC documentation. */
  readonly verifyReturn1: string;
  readonly verifyReturn2: string;
  readonly verifyReturn3: string;
}
