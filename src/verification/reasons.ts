import type { VerificationResult } from '../protocol/entities.js';

/** How strongly a caller is identified. 0: by their number. 1: by a one-time code. */
export type AuthLevel = 0 | 1;

/** The values that the component documents for `transfer_reason`. */
export const transferReasons = [
  'agent',
  'denial_of_information',
  'max_no_input',
  'max_no_match',
  'webhook_error',
  'webhook_not_found',
] as const;

export type TransferReason = (typeof transferReasons)[number];

/** Why a retail authentication did not succeed: the documented values, and finer ones where those are silent. */
export type FailureReason =
  | TransferReason
  | 'max_retry_phone_number'
  | 'max_retry_otp'
  | 'max_retry_otp_not_received'
  | 'max_retry_otp_confirm_channel'
  | 'incorrect_phone_number'
  | 'otp_expired'
  | 'alternate_number'
  | 'rate_limited'
  | 'invalid_configuration'
  | 'no_channel'
  | 'store_error'
  | 'hangup';

/** 2: the caller failed. 3: something else did. */
const results: Readonly<Record<FailureReason, 2 | 3>> = {
  agent: 2,
  denial_of_information: 2,
  max_no_input: 2,
  max_no_match: 2,
  max_retry_phone_number: 2,
  max_retry_otp: 2,
  max_retry_otp_not_received: 2,
  max_retry_otp_confirm_channel: 2,
  incorrect_phone_number: 2,
  otp_expired: 2,
  alternate_number: 2,
  rate_limited: 2,
  webhook_error: 3,
  webhook_not_found: 3,
  invalid_configuration: 3,
  no_channel: 3,
  store_error: 3,
  hangup: 3,
};

export const failureReasons: readonly FailureReason[] = Object.keys(results) as FailureReason[];

/** The documented result of a flow that failed. */
export const resultOfReason = (reason: FailureReason): VerificationResult => results[reason];

export const isTransferReason = (reason: string | undefined): reason is TransferReason =>
  (transferReasons as readonly (string | undefined)[]).includes(reason);
