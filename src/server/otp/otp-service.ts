import type {
  OtpChannel,
  OtpPort,
  OtpSendRequest,
  OtpSendResult,
  OtpVerifyRequest,
  OtpVerifyResult,
} from '../../verification/flow/otp-port.js';

export type { OtpChannel, OtpSendRequest, OtpSendResult, OtpVerifyRequest, OtpVerifyResult };

/**
 * One-time codes: made, kept as a keyed hash, sent, and checked once. No method gives a code back.
 *
 * Where the store cannot be asked every method rejects with `server/store-unavailable`: nothing was decided.
 */
export interface OtpService extends OtpPort {
  /**
   * @throws AiccError `server/store-unavailable`; what the delivery failed at, `server/delivery-failed` where it does
   *   not say
   */
  send(request: OtpSendRequest): Promise<OtpSendResult>;
  /** @throws AiccError `server/store-unavailable` */
  verify(request: OtpVerifyRequest): Promise<OtpVerifyResult>;
  /** Ends a challenge: the caller hung up. @throws AiccError `server/store-unavailable` */
  cancel(challengeId: string): Promise<void>;
}

/** What an administrator may do about an account that failed too often. */
export interface OtpLocks {
  /** How long the account is locked yet, in milliseconds; 0 when it is not. */
  lockedForMs(account: string): Promise<number>;
  /** Lifts the lock and forgets the failures. */
  unlock(account: string): Promise<void>;
}
