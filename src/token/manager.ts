import type { Clock } from '../clock.js';
import type { SubscribeOptions, Unsubscribe } from '../emitter.js';
import type { Logger } from '../log.js';
import type { TokenEvents, TokenSource, TokenStatus } from './token.js';

export interface TokenManagerOptions {
  readonly source: TokenSource;
  /**
   * The agent's account name. A token of anybody else, or of nobody known, is refused with `auth/wrong-user`. Set it
   * where several agents may sign in to one browser: tabs share their tokens.
   */
  readonly expectedUserName?: string;
  /** How long before its end a token is renewed, in milliseconds; never more than half of its life. @default 60000 */
  readonly refreshAheadMs?: number;
  /** Hears of what listeners throw. Never sees a token. */
  readonly logger?: Logger;
  readonly clock?: Clock;
}

export interface GetTokenOptions {
  /** Gives up this call; the asking goes on for others. */
  readonly signal?: AbortSignal;
  /**
   * How long the token must still be valid, in milliseconds; never more than half of its life. Where it is set, a
   * token that ends before is not handed out even when no other can be had.
   *
   * @default 10000
   */
  readonly minValidityMs?: number;
  /** The token that the API refused. It is not handed out again, in any tab. */
  readonly rejected?: string;
}

export interface TokenManager {
  readonly status: TokenStatus;
  /**
   * A token that is valid now. Fits `getToken` of {@link httpTransport}.
   *
   * @throws AiccError of the group `auth/*`, or `net/*`; it says itself whether trying again can help. After a failure
   * that may pass, calls fail at once with the same error until it is time to try again.
   */
  getToken(options?: GetTokenOptions): Promise<string>;
  /**
   * With a token: as if the API had refused it. Without: the session is over (the agent signed out); what is held and
   * what is on its way is dropped, in all tabs, and waiting calls reject with `auth/signed-out`.
   */
  invalidate(token?: string): void;
  /** The same listener for the same event counts once. */
  on<Name extends keyof TokenEvents>(
    name: Name,
    listener: (event: TokenEvents[Name]) => void,
    options?: SubscribeOptions,
  ): Unsubscribe;
  /** Idempotent. Waiting and later calls reject with `auth/signed-out`; nothing stays behind. Other tabs go on. */
  dispose(): void;
  /** For a support ticket: everything but the token. */
  toJSON(): {
    readonly status: TokenStatus;
    readonly source: string;
    readonly expiresAt: number | undefined;
    readonly userName: string | undefined;
    readonly skewMs: number;
  };
}
