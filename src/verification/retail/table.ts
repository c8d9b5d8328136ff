import type { FailureReason } from '../reasons.js';
import type { ActionName } from './actions.js';
import type { GuardName } from './guards.js';
import type { RetailInputName } from './inputs.js';
import { retailStates, waitingStates, type RetailStateName } from './state.js';

/** One row: in these states, on these inputs, under this condition, go there and do that. */
export interface Row {
  readonly from: readonly RetailStateName[];
  readonly on: readonly RetailInputName[];
  readonly when?: GuardName;
  /** The same state where absent. */
  readonly to?: RetailStateName;
  /** Of a row that ends without success. */
  readonly reason?: FailureReason;
  readonly does?: readonly ActionName[];
}

const running = retailStates.filter((state) => !['idle', 'succeeded', 'failed', 'escalated'].includes(state));

/**
 * The retail authentication, row by row; of those that fit the first counts. A state that nobody waits in may have a row
 * on `entered`, which is taken at once.
 *
 * Where a caller could go round for ever the rows count as a try what they cannot get past: an account that is about
 * somebody else, a channel that the account does not have, a code that may not be sent yet.
 */
export const retailTable: readonly Row[] = [
  // --- start
  {
    from: ['idle'],
    on: ['start'],
    when: 'the parameters are wrong',
    to: 'failed',
    reason: 'invalid_configuration',
    does: ['begin'],
  },
  { from: ['idle'], on: ['start'], when: 'the held level is enough', to: 'succeeded', does: ['begin'] },
  { from: ['idle'], on: ['start'], when: 'a number is known', to: 'lookup', does: ['begin', 'lookUp'] },
  { from: ['idle'], on: ['start'], to: 'resolve-phone', does: ['begin', 'askNumber'] },

  // --- which account
  {
    from: ['resolve-phone'],
    on: ['digits'],
    when: 'a valid number',
    to: 'lookup',
    does: ['takeNumber', 'countNumber', 'lookUp'],
  },
  {
    from: ['resolve-phone'],
    on: ['digits'],
    when: 'an invalid number, tries left',
    to: 'resolve-phone',
    does: ['countNumber', 'askNumberAgain'],
  },
  { from: ['resolve-phone'], on: ['digits'], to: 'failed', reason: 'max_retry_phone_number', does: ['countNumber'] },
  {
    from: ['lookup'],
    on: ['account'],
    when: 'found by ANI',
    to: 'confirm-profile',
    does: ['takeAccount', 'askProfile'],
  },
  {
    from: ['lookup'],
    on: ['account'],
    when: 'an alternate number, to be escalated',
    to: 'escalated',
    reason: 'alternate_number',
    does: ['takeAccount'],
  },
  {
    from: ['lookup'],
    on: ['account'],
    when: 'an alternate number, to be challenged',
    to: 'challenge',
    does: ['takeAccount', 'challenge'],
  },
  {
    from: ['lookup'],
    on: ['account'],
    when: 'stated numbers are accepted, level 0 required',
    to: 'confirm-profile',
    does: ['takeAccount', 'askProfile'],
  },
  { from: ['lookup'], on: ['account'], to: 'choose-channel', does: ['takeAccount', 'sayCollected'] },
  {
    from: ['lookup'],
    on: ['no-account'],
    when: 'number tries left',
    to: 'resolve-phone',
    does: ['askNumberOfUnknown'],
  },
  { from: ['lookup'], on: ['no-account'], to: 'failed', reason: 'max_retry_phone_number' },
  { from: ['challenge'], on: ['challenge-passed'], when: 'level 0 required', to: 'succeeded', does: ['proveNumber'] },
  { from: ['challenge'], on: ['challenge-passed', 'challenge-failed'], to: 'escalated', reason: 'alternate_number' },
  {
    from: ['confirm-profile'],
    on: ['yes'],
    when: 'number tries left',
    to: 'resolve-phone',
    does: ['forgetProfile', 'askOtherNumber'],
  },
  { from: ['confirm-profile'], on: ['yes'], to: 'failed', reason: 'max_retry_phone_number', does: ['forgetProfile'] },
  { from: ['confirm-profile'], on: ['no'], when: 'level 0 required', to: 'succeeded', does: ['proveNumber'] },
  { from: ['confirm-profile'], on: ['no'], to: 'choose-channel', does: ['proveNumber'] },

  // --- where the code goes
  { from: ['choose-channel'], on: ['entered'], when: 'no usable channel', to: 'failed', reason: 'no_channel' },
  { from: ['choose-channel'], on: ['entered'], does: ['askChannel'] },
  {
    from: ['choose-channel'],
    on: ['channel', 'yes'],
    when: 'a channel the account has',
    to: 'confirm-channel',
    does: ['chooseChannel', 'confirmChannel'],
  },
  {
    from: ['choose-channel'],
    on: ['channel'],
    when: 'channel tries left',
    to: 'choose-channel',
    does: ['countChannel', 'sayUnavailable'],
  },
  {
    from: ['choose-channel'],
    on: ['channel'],
    to: 'failed',
    reason: 'max_retry_otp_confirm_channel',
    does: ['countChannel'],
  },
  { from: ['confirm-channel'], on: ['yes'], to: 'sending', does: ['sendCode'] },
  { from: ['confirm-channel'], on: ['no'], when: 'channel tries left', to: 'choose-channel', does: ['countChannel'] },
  {
    from: ['confirm-channel'],
    on: ['no'],
    to: 'failed',
    reason: 'max_retry_otp_confirm_channel',
    does: ['countChannel'],
  },

  // --- the code
  { from: ['sending'], on: ['sent'], to: 'await-code', does: ['takeCode', 'askCode'] },
  { from: ['sending'], on: ['rate-limited'], to: 'failed', reason: 'rate_limited' },
  { from: ['sending'], on: ['wait'], when: 'a re-send', to: 'confirm-resend', does: ['heedWait', 'sayWait'] },
  {
    from: ['sending'],
    on: ['wait'],
    when: 'channel tries left',
    to: 'confirm-channel',
    does: ['countChannel', 'heedWait', 'sayWait'],
  },
  { from: ['sending'], on: ['wait'], to: 'failed', reason: 'rate_limited', does: ['countChannel'] },
  { from: ['await-code', 'confirm-resend'], on: ['digits'], to: 'await-code', does: ['checkCode'] },
  { from: ['await-code'], on: ['code-right'], to: 'succeeded', does: ['proveCode'] },
  {
    from: ['await-code'],
    on: ['code-wrong'],
    when: 'code tries left',
    to: 'await-code',
    does: ['countCode', 'askCodeAgain'],
  },
  {
    from: ['await-code'],
    on: ['code-wrong', 'code-used-up'],
    to: 'failed',
    reason: 'max_retry_otp',
    does: ['countCode'],
  },
  {
    from: ['await-code', 'confirm-resend'],
    on: ['not-received'],
    when: 're-sends left',
    to: 'confirm-resend',
    does: ['askResend'],
  },
  { from: ['await-code', 'confirm-resend'], on: ['not-received'], to: 'failed', reason: 'max_retry_otp_not_received' },
  { from: ['await-code', 'confirm-resend'], on: ['wrong-number'], to: 'failed', reason: 'incorrect_phone_number' },
  {
    from: ['await-code', 'confirm-resend'],
    on: ['lifetime-over', 'code-expired'],
    to: 'failed',
    reason: 'otp_expired',
    does: ['forgetCode'],
  },
  {
    from: ['confirm-resend'],
    on: ['yes', 'no'],
    when: 'inside the re-send wait',
    to: 'confirm-resend',
    does: ['sayWait'],
  },
  { from: ['confirm-resend'], on: ['yes', 'no'], to: 'sending', does: ['chooseOther', 'resend', 'sendCode'] },

  // --- what can happen anywhere
  { from: ['lookup', 'sending', 'await-code'], on: ['store-error'], to: 'failed', reason: 'store_error' },
  { from: ['sending', 'await-code'], on: ['locked'], to: 'failed', reason: 'rate_limited' },
  { from: ['lookup', 'sending', 'challenge'], on: ['webhook-not-found'], to: 'failed', reason: 'webhook_not_found' },
  { from: ['lookup', 'sending', 'challenge'], on: ['webhook-error'], to: 'failed', reason: 'webhook_error' },
  { from: waitingStates, on: ['agent'], to: 'escalated', reason: 'agent' },
  { from: waitingStates, on: ['refusal'], to: 'failed', reason: 'denial_of_information' },
  { from: running, on: ['hang-up'], to: 'failed', reason: 'hangup' },
  { from: waitingStates, on: ['silence'], when: 'the 3rd silence in a row', to: 'failed', reason: 'max_no_input' },
  { from: waitingStates, on: ['silence'], does: ['countSilence', 'repeatAfterSilence'] },
  // What is understood and no answer to what was asked is a miss too.
  {
    from: waitingStates,
    on: ['no-match', 'yes', 'no', 'digits', 'channel', 'not-received', 'wrong-number'],
    when: 'the 3rd miss in a row',
    to: 'failed',
    reason: 'max_no_match',
  },
  {
    from: waitingStates,
    on: ['no-match', 'yes', 'no', 'digits', 'channel', 'not-received', 'wrong-number'],
    does: ['countMiss', 'repeatAfterMiss'],
  },
];
