import type { Clock } from '../clock.js';
import type { AiccError } from '../errors.js';

/** What a source gives. */
export interface SourcedToken {
  readonly token: string;
  /** When it ends, in milliseconds since the epoch by the page's clock. Absent where nothing says. */
  readonly expiresAt?: number | undefined;
  /** The agent's account name, where something says whose token it is. */
  readonly userName?: string | undefined;
  /** How much later it is at the server than at the page, in milliseconds, where that was measured. */
  readonly skewMs?: number | undefined;
}

/** One asking of a source. */
export interface SourceRequest {
  /** Aborts when nobody may have the result any more: time is up, or the session ended. */
  readonly signal: AbortSignal;
  /** The token that the API refused: this one is not wanted again. */
  readonly rejected?: string | undefined;
  /**
   * Why it is asked. `asked`: somebody called `getToken`. `renewal`: nobody did, so that no window may open. `look`:
   * something changed on the page, and only what costs no request may be given.
   */
  readonly reason: 'asked' | 'renewal' | 'look';
  readonly clock: Clock;
  /** How much later it is at the server than at the page, as far as it was measured. */
  readonly skewMs: number;
  /** See {@link Once}. */
  readonly once: Once;
}

/**
 * Fetches a token in one tab for all tabs whose sources name the same credential. Those that wait get the token of the
 * one that fetches. While it fetches a lock may be held, so nothing in it may call the manager.
 */
export type Once = (
  credential: string,
  fetch: (signal: AbortSignal) => Promise<SourcedToken>,
  options: {
    /** How long one fetch may take, in milliseconds. */
    readonly timeoutMs: number;
    /** The person at the page is asked, so that no other tab can wait for it: no lock. */
    readonly isInteractive?: boolean;
  },
) => Promise<SourcedToken>;

/**
 * Where tokens come from: {@link cookieSource}, {@link exchangeSource}, {@link staticSource}, several
 * of them with {@link firstOf}, or one of your own.
 */
export interface TokenSource {
  /** For messages. */
  readonly name: string;
  /** How long one `get` may take, in milliseconds. @default 45000 */
  readonly timeoutMs?: number;
  /** @throws AiccError of the group `auth/*` where there is no token to be had from here; {@link firstOf} goes on then. */
  get(request: SourceRequest): Promise<SourcedToken>;
  /** Calls when another token may lie on the page. Returns how to stop. */
  watch?(changed: () => void): () => void;
}

/**
 * - `none`: nobody asked yet.
 * - `fetching`: there is no token to hand out, and one is on its way.
 * - `valid`: there is one, whatever happens behind it.
 * - `expired`: the last one ended and no other was asked for.
 * - `failed`: the last attempt failed, and there is none.
 * - `disposed`: the manager was.
 */
export type TokenStatus = 'none' | 'fetching' | 'valid' | 'expired' | 'failed' | 'disposed';

export interface TokenEvents {
  /** There is another token than before, fetched here or in another tab. */
  token: {
    /** Not enumerable, so that an event that is logged or serialized does not show it. */
    readonly token: string;
    /** By the page's clock; `Infinity` where nothing says. */
    readonly expiresAt: number;
    readonly userName: string | undefined;
  };
  /** The token ends soon. What can be renewed without the agent is renewed now. */
  expiring: { readonly expiresAt: number };
  /** The token ended before there was another. */
  expired: { readonly expiresAt: number };
  /** An attempt failed. A token that is still valid stays in use. */
  failed: {
    readonly error: AiccError;
    /** When the manager tries again by itself; absent when it does not. */
    readonly retryAt?: number;
  };
}
