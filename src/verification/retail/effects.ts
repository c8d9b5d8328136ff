import type { PromptKey } from '../language/language.js';
import type { FailureReason } from '../reasons.js';
import type { OtpChannel, RetailAccount } from './state.js';

/** What the machine wants done. It does nothing by itself. */
export type RetailEffect =
  | { readonly do: 'say'; readonly prompt: PromptKey; readonly values: Readonly<Record<string, string>> }
  /** Answer with `account`, `no-account` or a webhook's failure. */
  | { readonly do: 'look-up'; readonly phoneNumber: string; readonly nationalNumber: string }
  /** Ask the integrator's own question. Answer with `challenge-passed` or `challenge-failed`. */
  | { readonly do: 'challenge'; readonly account: RetailAccount; readonly phoneNumber: string }
  /** Answer with `sent`, `wait`, `rate-limited`, `locked` or a failure. */
  | {
      readonly do: 'send-code';
      readonly account: string;
      readonly channel: OtpChannel;
      readonly destination: string;
      /** The challenge whose code is no longer to count. */
      readonly replaces?: string;
    }
  /** Answer with `code-right`, `code-wrong`, `code-used-up`, `code-expired`, `locked` or `store-error`. */
  | { readonly do: 'check-code'; readonly challengeId: string; readonly code: string }
  /** The code is not to count any more. */
  | { readonly do: 'cancel-code'; readonly challengeId: string }
  /** Session parameters that a run before may have left. */
  | { readonly do: 'clear'; readonly parameters: readonly ['transfer_reason', 'failure_reason'] }
  | { readonly do: 'end'; readonly reason?: FailureReason };
