/** What a flow needs of a service for one-time codes: that of `aicc-support/server` has this form. */
export interface OtpPort {
  /** Makes a code and sends it to a registered destination. */
  send(request: {
    readonly account: string;
    readonly channel: 'phone' | 'email';
    readonly destination: string;
    readonly language: string;
    /** The challenge whose code is not to count any more. */
    readonly replaces?: string;
    /** The number that the account was found by, in the national form: a system behind may know accounts by it. */
    readonly nationalNumber?: string;
  }): Promise<
    | {
        readonly status: 'sent';
        readonly challengeId: string;
        readonly expiresAt: number;
        readonly resendAfterMs: number;
      }
    | { readonly status: 'wait'; readonly retryAfterMs: number }
    | { readonly status: 'rate-limited'; readonly retryAfterMs: number }
    | { readonly status: 'locked'; readonly retryAfterMs: number }
  >;
  /** Checks a code, once at a time: of any number of right answers one is `right`. */
  verify(request: {
    readonly challengeId: string;
    readonly code: string;
    /** Whose challenge it must be: a right answer to another account's proves nothing of this one. */
    readonly account?: string;
    readonly nationalNumber?: string;
  }): Promise<
    | { readonly status: 'right' }
    | { readonly status: 'wrong'; readonly triesLeft: number }
    | { readonly status: 'used-up' }
    | { readonly status: 'expired' }
    | { readonly status: 'locked'; readonly retryAfterMs: number }
  >;
  cancel(challengeId: string): Promise<void>;
}
