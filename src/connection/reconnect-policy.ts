/** When to try again, as data. */
export interface ReconnectPolicy {
  /** Before the first try, in milliseconds. @default 500 */
  readonly initialDelayMs: number;
  /** What each further delay is multiplied with. @default 2 */
  readonly factor: number;
  /** The longest delay, in milliseconds. @default 30000 */
  readonly maxDelayMs: number;
  /** Which share of the delay is left to chance, so that a thousand pages do not come back at once. @default 0.5 */
  readonly jitter: number;
  /** After how many tries in a row to give up; one whose link lived for ten seconds ends the row. @default Infinity */
  readonly maxAttempts: number;
}

export const defaultReconnectPolicy: ReconnectPolicy = {
  initialDelayMs: 500,
  factor: 2,
  maxDelayMs: 30_000,
  jitter: 0.5,
  maxAttempts: Infinity,
};

/** The delay before try number `attempt` (from 1). */
export function reconnectDelay(policy: ReconnectPolicy, attempt: number, random: () => number): number {
  const full = Math.min(policy.maxDelayMs, policy.initialDelayMs * policy.factor ** (attempt - 1));
  return full * (1 - policy.jitter * random());
}
