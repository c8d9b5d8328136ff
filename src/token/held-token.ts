import type { SourcedToken } from './token.js';

/** The token in use. */
export interface HeldToken {
  readonly token: string;
  readonly expiresAt: number;
  /** From when on another one is asked for. */
  readonly refreshAt: number;
  /** How long it had to live when it came. */
  readonly lifeMs: number;
  readonly userName: string | undefined;
  /** Whose tabs may have it; `undefined` for what each tab finds by itself. */
  readonly credential: string | undefined;
  /** What was said of it already. */
  readonly told: Set<'expiring' | 'expired'>;
}

/** With less left it is not worth a request: its end is near enough. */
const lastMomentsMs = 2000;

export function holdToken(
  { token, expiresAt = Infinity, userName }: SourcedToken,
  before: HeldToken | undefined,
  credential: string | undefined,
  { now, aheadMs }: { readonly now: number; readonly aheadMs: number },
): HeldToken {
  const lifeMs = expiresAt - now;
  const told: HeldToken['told'] = before?.token === token ? before.told : new Set();
  // Never more than half of what is left: a token that was given again is asked for later and later.
  const refreshAt = lifeMs < lastMomentsMs ? expiresAt : expiresAt - Math.min(aheadMs, lifeMs / 2);
  return { token, expiresAt, refreshAt, lifeMs, userName, credential, told };
}
