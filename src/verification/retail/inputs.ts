import type { CallerTurn } from '../language/caller-turn.js';
import type { RetailOptions } from './settings.js';
import type { RetailAccount, SignalledNumber } from './state.js';

/** What the integrator's systems say. */
export type SystemInput =
  | { readonly on: 'account'; readonly account: RetailAccount }
  | { readonly on: 'no-account' }
  | { readonly on: 'webhook-error' | 'webhook-not-found' | 'store-error' }
  /** The integrator's own question to a caller on an alternate number. */
  | { readonly on: 'challenge-passed' | 'challenge-failed' }
  | {
      readonly on: 'sent';
      readonly challengeId: string;
      /** Milliseconds since the epoch. */
      readonly expiresAt: number;
      readonly resendAfterMs: number;
    }
  /** A code went to the account a moment ago. */
  | { readonly on: 'wait'; readonly retryAfterMs: number }
  | { readonly on: 'rate-limited' | 'locked' }
  | { readonly on: 'code-right' | 'code-wrong' | 'code-used-up' | 'code-expired' }
  /** The lifetime of the code is over. */
  | { readonly on: 'lifetime-over' };

export interface StartInput {
  readonly on: 'start';
  /** The documented input parameters. Unchecked: the machine does that. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly options: RetailOptions;
  readonly ani?: SignalledNumber;
}

export type RetailInput =
  | StartInput
  | SystemInput
  | CallerTurn
  /** The machine's own: it has just come into another state. */
  | { readonly on: 'entered' };

export type RetailInputName = RetailInput['on'];
