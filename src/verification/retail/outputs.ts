import type { VerificationResult } from '../../protocol/entities.js';
import type { Expected } from '../language/caller-turn.js';
import { convertPhoneNumber } from '../phone-number.js';
import { isTransferReason, resultOfReason, type AuthLevel, type FailureReason } from '../reasons.js';
import { isEnd, isWaiting, type RetailState, type WaitingState } from './state.js';

/**
 * The documented output parameters, and `failure_reason`. They are for the systems behind: an account's data never goes
 * to a browser or a record.
 */
export interface RetailOutputs {
  /** The highest level that is proven; `null` when none is. */
  readonly auth_level: AuthLevel | null;
  /** Newest first. */
  readonly all_recent_order_id: readonly string[] | null;
  /** The national form. */
  readonly phone_number: string | null;
  readonly email: string | null;
  readonly user_first_name: string | null;
  /** One of the six documented values, or with `reasonsProfile: 'extended'` any reason. Absent on success. */
  readonly transfer_reason?: FailureReason;
  /** Absent on success. */
  readonly failure_reason?: FailureReason;
}

/** What a run has to hand out. Of an account only when the caller has proven a level for it. */
export function outputsOf({ settings, phone, account, level, reason, at }: RetailState): RetailOutputs {
  const isProven = level !== undefined && (settings?.held === undefined || level > settings.held || at === 'succeeded');
  const known = isProven ? account : undefined;
  const isTransfer = isTransferReason(reason) || settings?.reasonsProfile === 'extended';
  return {
    auth_level: level ?? null,
    all_recent_order_id: known?.recentOrderIds ?? null,
    phone_number: (phone && settings && convertPhoneNumber(phone.number, 'national', settings.numberPlans)) ?? null,
    email: known?.email ?? null,
    user_first_name: known?.firstName ?? null,
    ...(reason !== undefined && isTransfer && { transfer_reason: reason }),
    ...(reason !== undefined && { failure_reason: reason }),
  };
}

/** The documented result: 0 while it runs. */
export function resultOf({ at, reason }: RetailState): VerificationResult {
  if (at === 'succeeded') return 1;
  return isEnd(at) && reason !== undefined ? resultOfReason(reason) : 0;
}

const expected: Readonly<Record<WaitingState, Expected>> = {
  'resolve-phone': 'number',
  'confirm-profile': 'yes-no',
  'choose-channel': 'channel',
  'confirm-channel': 'yes-no',
  'await-code': 'code',
  'confirm-resend': 'resend',
};

/** What the caller's next turn can be; undefined while the machine does not wait for the caller. */
export const expectedIn = ({ at }: RetailState): Expected | undefined => (isWaiting(at) ? expected[at] : undefined);
