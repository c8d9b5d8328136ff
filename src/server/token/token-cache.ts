import type { MaybePromise } from '../admission.js';
import type { TokenGrant } from './exchange-reply.js';

/**
 * Where the access tokens of agents are kept on the server, so that ten tabs, or ten servers, make one exchange.
 * {@link memoryTokenCache} serves one process, `redisTokenCache` of `aicc-support/server/redis` any number.
 *
 * Give each handler one of its own: what it keeps belongs to one registration and one scope.
 */
export interface TokenCache {
  /** What is kept for an agent; it may have expired. */
  get(userName: string): MaybePromise<KeptToken | undefined>;
  /**
   * Waits until nobody else holds the lock of this agent. Ends by itself when its holder is gone.
   *
   * @throws AiccError `net/aborted`, or what the store fails with
   */
  lock(userName: string, options: { readonly signal: AbortSignal }): Promise<TokenLock>;
  /** Forgets an agent, e.g. one who was disabled. What is being exchanged meanwhile is not kept. */
  drop(userName: string): MaybePromise<void>;
}

export interface KeptToken extends TokenGrant {
  /** When it came, in milliseconds since the epoch. */
  readonly since: number;
  readonly expiresAt: number;
}

export interface TokenLock {
  /** Keeps a token, unless the agent was dropped, or the lock lost, since it was taken. */
  put(token: KeptToken): MaybePromise<void>;
  release(): MaybePromise<void>;
}
