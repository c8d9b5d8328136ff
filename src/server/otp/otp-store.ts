/** A challenge by what finds it: its account's tag, which is no name, and an id within the account. */
export interface ChallengeKey {
  readonly account: string;
  readonly id: string;
}

export interface NewChallenge {
  readonly key: ChallengeKey;
  readonly replaces: ChallengeKey | undefined;
  readonly digest: string;
}

export interface ChallengeRules {
  readonly tries: number;
  readonly resends: number;
  readonly resendWaitMs: number;
  readonly lifetimeMs: number;
}

export interface FailureRules {
  /** After the last try of the first challenge; it doubles. */
  readonly waitMs: number;
  /** The failures in a row from which on each locks the account. */
  readonly lockAt: number;
  /** Of the first lock; it doubles. */
  readonly lockMs: number;
}

export interface OtpRules {
  readonly challenge: ChallengeRules;
  readonly failures: FailureRules;
}

/** No wait and no lock is longer: a lock delays, it does not shut out. */
export const longestLockMs = 86_400_000;

/** How long failures are remembered after the last of them. */
export const failuresKeptMs = 30 * 86_400_000;

export type Opening =
  | { readonly status: 'ready'; readonly resendAfterMs: number }
  | { readonly status: 'wait' | 'locked'; readonly retryAfterMs: number }
  /** The challenge to replace is over, or was replaced as often as it may. */
  | { readonly status: 'over'; readonly retryAfterMs: number };

export type Trial =
  | { readonly status: 'right' }
  | { readonly status: 'gone' }
  | { readonly status: 'wrong'; readonly triesLeft: number }
  | { readonly status: 'locked'; readonly retryAfterMs: number };

/** Takes one of what is allowed for a key. @returns how long to wait, in milliseconds; 0 when it was granted */
export type TakeOne = (key: string) => Promise<number>;

/**
 * Where challenges, failures and counters are. Each method is one step that nothing can come between, on however many
 * servers; each rejects with `server/store-unavailable` where the store cannot be asked.
 */
export interface OtpStore {
  /** What `open` would answer; changes nothing. */
  check(challenge: Omit<NewChallenge, 'digest'>, rules: OtpRules): Promise<Opening>;
  /** Keeps a challenge, and ends the one that it replaces. */
  open(challenge: NewChallenge, rules: OtpRules): Promise<Opening>;
  /**
   * One answer to a challenge: refused where the account is locked, else compared in constant time. The right one ends
   * the challenge and the account's failures. A wrong one is counted for both.
   */
  answer(key: ChallengeKey, digest: string, rules: OtpRules): Promise<Trial>;
  end(key: ChallengeKey): Promise<void>;
  lockedForMs(account: string): Promise<number>;
  unlock(account: string): Promise<void>;
  /** A counter of its own for each name. */
  limit(name: string, most: number, perMs: number): TakeOne;
}
