import type { Clock } from '../../clock.js';
import { AiccError, isAiccError } from '../../errors.js';
import type { Logger } from '../../log.js';
import { retryAfterOf } from '../../retry-after.js';
import type { TokenGrant } from './exchange-reply.js';
import { isSameText } from './same-text.js';
import type { KeptToken, TokenCache, TokenLock } from './token-cache.js';

export interface TokenDeskOptions<A> {
  readonly cache: TokenCache;
  readonly exchange: (agent: A, signal: AbortSignal) => Promise<TokenGrant>;
  /** How long an exchange with all that it waits for may take, in milliseconds. */
  readonly timeoutMs: number;
  /** A token with less left is exchanged anew, in milliseconds; but never before half of its life is over. */
  readonly renewBeforeMs: number;
  /** The life of a token of which nothing says how long it lives, in milliseconds. */
  readonly unknownLifeMs: number;
  /** Whether a token that names another agent may be handed out. */
  readonly allowOtherUserName: boolean;
  /** Counts an exchange of an agent. @throws AiccError `bridge/rate-limited` */
  readonly admit: (userName: string) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Hands out the tokens of agents: what is kept, or else what one exchange gives to all who wait. */
export interface TokenDesk<A> {
  /**
   * @param rejected the token that the API refused: it is not handed out again
   * @throws AiccError what the exchange fails with
   */
  tokenOf(agent: A, rejected: string | undefined): Promise<KeptToken>;
}

export function createTokenDesk<A extends { readonly userName: string }>(options: TokenDeskOptions<A>): TokenDesk<A> {
  const { cache, clock, logger, timeoutMs, renewBeforeMs, unknownLifeMs } = options;
  /** What is being exchanged in this process. */
  const flights = new Map<string, Promise<KeptToken>>();
  /** Until when the provider asked to be left alone, and with what. */
  let pause: { readonly until: number; readonly error: AiccError } | undefined;

  const isGood = ({ since, expiresAt, accessToken }: KeptToken, rejected: string | undefined): boolean => {
    const left = expiresAt - clock.now();
    if (left <= Math.min(renewBeforeMs, (expiresAt - since) / 2)) return false;
    return rejected === undefined || !isSameText(accessToken, rejected);
  };

  /** What fails here costs an exchange, not the agent's work. */
  async function orNothing<T>(what: string, run: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      logger.warn(`The token cache failed at ${what}`, { code: isAiccError(error) ? error.code : 'unknown' });
      return undefined;
    }
  }

  async function exchange(agent: A, signal: AbortSignal): Promise<KeptToken> {
    const since = clock.now();
    if (pause && since < pause.until) throw pause.error;
    await options.admit(agent.userName);
    let grant: TokenGrant;
    try {
      grant = await options.exchange(agent, signal);
    } catch (error) {
      const waitMs = isAiccError(error) ? retryAfterOf(error) : undefined;
      if (isAiccError(error) && waitMs !== undefined) pause = { until: clock.now() + waitMs, error };
      throw error;
    }
    if (!options.allowOtherUserName && (grant.userName ?? agent.userName) !== agent.userName) {
      throw new AiccError('auth/wrong-user', 'The identity provider gave a token of another agent');
    }
    const expiresAt = grant.expiresAt ?? since + unknownLifeMs;
    if (!(expiresAt > clock.now())) throw new AiccError('net/bad-response', 'The identity provider gave an old token');
    return { ...grant, since, expiresAt };
  }

  async function renew(agent: A, rejected: string | undefined, signal: AbortSignal): Promise<KeptToken> {
    const { userName } = agent;
    const lock = await orNothing<TokenLock>('lock', () => cache.lock(userName, { signal }));
    try {
      if (signal.aborted) throw signal.reason;
      // Somebody else may have exchanged while we waited for the lock.
      const kept = lock && (await orNothing('get', () => cache.get(userName)));
      if (kept && isGood(kept, rejected)) return kept;
      const fresh = await exchange(agent, signal);
      await orNothing('put', () => lock?.put(fresh));
      return fresh;
    } finally {
      await orNothing('release', () => lock?.release());
    }
  }

  /** Nobody's leaving stops it: others may wait, and an assertion counts once. */
  async function fly(agent: A, rejected: string | undefined): Promise<KeptToken> {
    const controller = new AbortController();
    const timer = clock.setTimeout(() => {
      controller.abort(new AiccError('net/timeout', 'The exchange, and what it waited for, took too long'));
    }, timeoutMs);
    try {
      return await renew(agent, rejected, controller.signal);
    } finally {
      clock.clearTimeout(timer);
      flights.delete(agent.userName);
    }
  }

  return {
    async tokenOf(agent, rejected) {
      const { userName } = agent;
      for (;;) {
        const kept = flights.has(userName) ? undefined : await orNothing('get', () => cache.get(userName));
        if (kept && isGood(kept, rejected)) return kept;
        // Another caller may have begun while the cache was asked.
        const known = flights.get(userName);
        const flight = known ?? fly(agent, rejected);
        flights.set(userName, flight);
        const token = await flight;
        // One that began without knowing of the refusal may have found the refused token.
        if (!known || rejected === undefined || !isSameText(token.accessToken, rejected)) return token;
      }
    },
  };
}
