import { systemClock, type Clock } from '../../clock.js';
import { AiccError, isAiccError } from '../../errors.js';
import { silentLogger, type Logger } from '../../log.js';
import type { MaybePromise } from '../admission.js';
import { preflightHeaders } from '../cors.js';
import { badRequest, type Answer } from '../error-response.js';
import type { FetchHandler } from '../serve-connection.js';
import type { TokenGrant } from './exchange-reply.js';
import { memoryTokenCache } from './memory-token-cache.js';
import { createRateLimit } from './rate-limit.js';
import { readRejected } from './read-rejected.js';
import type { KeptToken, TokenCache } from './token-cache.js';
import { createTokenCookie, type TokenCookieOptions } from './token-cookie.js';
import { createTokenDesk } from './token-desk.js';
import { createTokenGate, type TokenGateOptions } from './token-gate.js';
import { refusalOf } from './token-refusal.js';

/** The agent who is signed in at your site. May carry more, which comes to `exchange` then. */
export interface SignedInAgent {
  /** The account name at the contact centre: the one that an assertion names. */
  readonly userName: string;
  /** Refuses the agent with 403 and forgets the token that is kept. @default false */
  readonly disabled?: boolean;
}

export interface ExchangeForAgent {
  /** What the token is to be for. */
  readonly scope: readonly string[];
  readonly signal: AbortSignal;
}

export interface TokenHandlerOptions<A extends SignedInAgent = SignedInAgent> extends TokenGateOptions {
  /**
   * Who is signed in, from your own session: its cookie, usually. `undefined` is answered with 401. Throwing is answered
   * with 401 too, an `auth/forbidden` with 403.
   */
  readonly authenticate: (request: Request) => MaybePromise<A | undefined>;
  /** Gets a new token for an agent: {@link exchangeToken} with a new assertion, or with the platform's access token. */
  readonly exchange: (agent: A, options: ExchangeForAgent) => Promise<TokenGrant>;
  /** What the tokens are for. More than `hotline` needs `dangerouslyAllowWiderScope`. @default ['hotline'] */
  readonly scope?: readonly string[];
  /**
   * Lets a page have a token for more than the hotline. Whoever gets hold of it, by a script on the page for example,
   * can manage users then. It is logged as a warning.
   *
   * @default false
   */
  readonly dangerouslyAllowWiderScope?: boolean;
  /** Hands out a token though it names another agent than the one who is signed in. @default false */
  readonly dangerouslyAllowOtherUserName?: boolean;
  /** Where tokens are kept. Several servers share `redisTokenCache`. @default memoryTokenCache() */
  readonly cache?: TokenCache;
  /** Sets the token as a cookie too, for a page that reads it from there. @default none is set */
  readonly cookie?: TokenCookieOptions;
  /** How many requests one agent may send to this server in a minute. @default 60 */
  readonly requestsPerMinute?: number;
  /** How many exchanges they may cause in a minute. @default 10 */
  readonly exchangesPerMinute?: number;
  /**
   * A token with less left than this is exchanged anew, in seconds; but never before half of its life is over. Keep it
   * above the page's `refreshAheadMs` (60 s, and up to a fifth more): a page that renews would get the same one again.
   *
   * @default 120
   */
  readonly renewBeforeSeconds?: number;
  /** The life of a token of which neither the reply nor the token says how long it lives, in seconds. @default 300 */
  readonly unknownLifeSeconds?: number;
  /** How long an exchange may take, with waiting for that of another server, in milliseconds. @default 15000 */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * The endpoint where a page gets its access token: what `exchangeSource` calls, described in docs/protocol/token.md.
 * Serve it under a path of the page's own origin, so that your session's cookie comes along.
 *
 * Fails closed: it answers only a POST of JSON with `X-Requested-With: aicc-support`, which no form and no page of
 * another origin can send, from an allowed origin, and an agent whom `authenticate` names. One exchange serves all who
 * wait; a token that the API refused is not handed out again.
 *
 * @returns a handler that never rejects
 * @throws AiccError `config/invalid-option`, `config/invalid-origin`, `config/allowed-origins-missing`
 * @example
 * const handler = createTokenHandler({
 *   authenticate: async (request) => agentOf(await readSession(request)),
 *   exchange: async ({ userName }, { scope, signal }) =>
 *     exchangeToken({
 *       ...registration,
 *       scope,
 *       signal,
 *       subjectToken: await signAgentAssertion({ issuer: registration.subjectIssuer, userName, privateKey }),
 *     }),
 * });
 */
export function createTokenHandler<A extends SignedInAgent = SignedInAgent>(
  options: TokenHandlerOptions<A>,
): FetchHandler {
  const { authenticate, exchange, clock = systemClock, logger = silentLogger, scope = ['hotline'] } = options;
  const { cache = memoryTokenCache({ clock }), timeoutMs = 15_000 } = options;
  for (const [name, value] of Object.entries({ authenticate, exchange })) {
    // A caller without types may have left it out.
    if (typeof value !== 'function') throw new AiccError('config/invalid-option', `${name} must be a function`);
  }
  checkScope(scope, options.dangerouslyAllowWiderScope === true, logger);
  const gate = createTokenGate(options);
  const cookieOf = options.cookie && createTokenCookie(options.cookie);
  const requests = createRateLimit(options.requestsPerMinute ?? 60, 'requests');
  const exchanges = createRateLimit(options.exchangesPerMinute ?? 10, 'exchanges');
  const desk = createTokenDesk<A>({
    cache,
    exchange: (agent, signal) => exchange(agent, { scope, signal }),
    admit: exchanges.take,
    timeoutMs,
    renewBeforeMs: (options.renewBeforeSeconds ?? 120) * 1000,
    unknownLifeMs: (options.unknownLifeSeconds ?? 300) * 1000,
    allowOtherUserName: options.dangerouslyAllowOtherUserName === true,
    clock,
    logger,
  });

  /** Answers up to their times. A token is long: to write it anew is the greatest cost of a warm answer. */
  const texts = new WeakMap<KeptToken, string>();

  function textOf(token: KeptToken): string {
    const known = texts.get(token);
    if (known !== undefined) return known;
    const { accessToken, scope: granted, userName } = token;
    const fields = { access_token: accessToken, token_type: 'Bearer', scope: granted, user_name: userName };
    const text = JSON.stringify(fields).slice(0, -1);
    texts.set(token, text);
    return text;
  }

  async function agentOf(request: Request): Promise<A> {
    let agent: Partial<A> | null | undefined;
    try {
      agent = await authenticate(request);
    } catch (error) {
      if (isAiccError(error, 'auth/forbidden')) throw error;
      // Not the error itself: what fails on a session likes to quote it.
      logger.info('authenticate refused a request', { error: error instanceof Error ? error.name : typeof error });
    }
    // A caller without types may answer with anything; what has no name is nobody.
    if (typeof agent?.userName !== 'string' || agent.userName === '') {
      throw new AiccError('auth/login-required', 'Nobody is signed in');
    }
    if (agent.disabled !== true) return agent as A;
    await cache.drop(agent.userName);
    throw new AiccError('auth/forbidden', 'The agent is disabled');
  }

  async function answer(request: Request): Promise<Answer> {
    const { method, headers } = request;
    gate.admit(request);
    if (method === 'OPTIONS') return { status: 204, headers: preflight };
    if (method !== 'POST') throw badRequest('The method here is POST', 405);
    if (headers.get('x-requested-with') !== 'aicc-support') {
      throw badRequest('The header X-Requested-With: aicc-support is missing');
    }
    if (!/^application\/json(?:\s*;.*)?$/i.test(headers.get('content-type') ?? '')) {
      throw badRequest('The body must be application/json', 415);
    }
    const agent = await agentOf(request);
    await requests.take(agent.userName);
    return reply(await desk.tokenOf(agent, await readRejected(request)));
  }

  function reply(token: KeptToken): Answer {
    const now = clock.now();
    const expiresIn = Math.max(1, Math.floor((token.expiresAt - now) / 1000));
    const times = `"expires_in":${expiresIn},"server_time":${Math.floor(now / 1000)}`;
    const headers = cookieOf ? { ...jsonHeaders, 'set-cookie': cookieOf(token, now) } : jsonHeaders;
    return { status: 200, body: `${textOf(token)},${times}}`, headers };
  }

  function refuse(failure: unknown): Answer {
    const { status, error, description, retryAfterSeconds } = refusalOf(failure);
    if (!isAiccError(failure)) logger.error('The token endpoint failed in an unexpected way', nameOf(failure));
    else if (status >= 500) logger.warn(`No token: ${failure.message}`, { code: failure.code });
    else logger.info(`A request for a token was refused: ${failure.code}`);
    const headers = {
      ...jsonHeaders,
      ...(status === 405 && { allow: 'POST' }),
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    };
    return { status, body: JSON.stringify({ error, error_description: description }), headers };
  }

  return async (request) => {
    const { status, body = null, headers } = await answer(request).catch(refuse);
    return new Response(body, { status, headers: { ...headers, ...gate.headers(request) } });
  };
}

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' };

const preflight = preflightHeaders('POST', 'content-type, x-requested-with');

/** An error that is none of ours may quote anything. */
const nameOf = (failure: unknown): { readonly error: string } => ({
  error: failure instanceof Error ? failure.name : typeof failure,
});

function checkScope(scope: readonly string[], isWiderAllowed: boolean, logger: Logger): void {
  if (!Array.isArray(scope) || scope.length === 0) throw invalid('scope must name what the tokens are for');
  const wider = scope.filter((each) => each !== 'hotline');
  if (wider.length === 0) return;
  if (!isWiderAllowed) throw invalid(`A page may have a token for the hotline only, not for ${wider.join(', ')}`);
  logger.warn(`Pages get access tokens for more than the hotline: ${wider.join(', ')}`);
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
