import type { OtpChannel } from '../retail/state.js';

export type { OtpChannel };

export interface OtpSendRequest {
  /** Whose failures are counted together: the customer's key, not the call's. */
  readonly account: string;
  readonly channel: OtpChannel;
  /** A number as E.164, or an e-mail address: a registered one, never one that the caller states. */
  readonly destination: string;
  /** Of the message: a BCP 47 tag. */
  readonly language: string;
  /**
   * The challenge that this one takes the place of. The old code dies; tries that were used stay used. One that is over
   * cannot be replaced: `rate-limited`.
   */
  readonly replaces?: string;
  /** The number that the account was found by, in the national form, where whoever sends knows accounts by it. */
  readonly nationalNumber?: string;
}

export interface OtpVerifyRequest {
  readonly challengeId: string;
  readonly code: string;
  /** Whose challenge it must be. Another's is `used-up`, and costs neither of them a try. */
  readonly account?: string;
  /** As in {@link OtpSendRequest}. */
  readonly nationalNumber?: string;
}

export type OtpSendResult =
  | {
      readonly status: 'sent';
      readonly challengeId: string;
      readonly expiresAt: number;
      readonly resendAfterMs: number;
    }
  /** Too early to send again. The old code still counts. */
  | { readonly status: 'wait'; readonly retryAfterMs: number }
  /** The destination, the account or this challenge had as many codes as it may. */
  | { readonly status: 'rate-limited'; readonly retryAfterMs: number }
  /** The account failed too often. */
  | { readonly status: 'locked'; readonly retryAfterMs: number };

export type OtpVerifyResult =
  /** Said once for a challenge, whoever else asks at the same moment. */
  | { readonly status: 'right' }
  | { readonly status: 'wrong'; readonly triesLeft: number }
  /** Answered, replaced or cancelled already, or unknown. */
  | { readonly status: 'used-up' }
  | { readonly status: 'expired' }
  | { readonly status: 'locked'; readonly retryAfterMs: number };

/** What a flow needs of a service for one-time codes: that of `aicc-support/server` has this form. */
export interface OtpPort {
  /** Makes a code and sends it to a registered destination. */
  send(request: OtpSendRequest): Promise<OtpSendResult>;
  /** Checks a code, once at a time: of any number of right answers one is `right`. */
  verify(request: OtpVerifyRequest): Promise<OtpVerifyResult>;
  /** Ends a challenge: the caller hung up. */
  cancel(challengeId: string): Promise<void>;
}
