import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { readText } from '../read-text.js';
import { exchangeError } from './exchange-error.js';
import { readReply, type TokenGrant } from './exchange-reply.js';
import { exchangeRequest, type ExchangeRequest, type TokenExchange } from './exchange-request.js';

interface Transmission {
  readonly signal?: AbortSignal;
  /** How long the whole exchange may take, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

export type ExchangeTokenOptions = TokenExchange & Transmission;

/** No reply of an identity provider is longer. */
const maxReplyBytes = 65_536;

/**
 * Exchanges a subject token for an access token. For a backend only: it holds the client's secret.
 *
 * It makes one request, follows no redirect and repeats nothing: an assertion counts once, so that a new try needs a new
 * one. The provider's words stay in the error; the subject token and the secret are cut out of them.
 *
 * @throws AiccError `auth/exchange-failed` (the provider refused or failed; `context` has its `status`, `error` and
 * `retryAfterMs`), `net/bad-response`, `net/timeout`, `net/unreachable`, `net/aborted`, `config/invalid-option`
 * @example
 * const { accessToken, expiresAt } = await exchangeToken({
 *   profile: 'aiccs',
 *   clientId: process.env.AICC_CLIENT_ID ?? '',
 *   clientSecret: process.env.AICC_CLIENT_SECRET ?? '',
 *   redirectUrl: 'https://crm.example.com/callback',
 *   subjectIssuer: 'https://crm.example.com',
 *   subjectToken: await signAgentAssertion({ issuer: 'https://crm.example.com', userName, privateKey }),
 * });
 */
export async function exchangeToken(options: ExchangeTokenOptions): Promise<TokenGrant> {
  const { profile, clientSecret, subjectToken, timeoutMs = 10_000, clock = systemClock } = options;
  const request = exchangeRequest(options);
  const askedAt = clock.now();
  const { response, text } = await withDeadline(options, timeoutMs, clock, (signal) =>
    send(request, signal, options.fetch ?? fetch),
  );
  if (response.status === 200) return readReply(text, { profile, askedAt });
  throw exchangeError(response, text, { now: clock.now(), secrets: [subjectToken, clientSecret] });
}

async function send(
  { url, headers, body }: ExchangeRequest,
  signal: AbortSignal,
  ask: typeof fetch,
): Promise<{ response: Response; text: string }> {
  let response: Response;
  try {
    response = await ask(url, { method: 'POST', headers, body, redirect: 'manual', cache: 'no-store', signal });
  } catch (cause) {
    throw new AiccError('net/unreachable', 'The identity provider could not be reached', { cause });
  }
  const text = await readText(response.body, maxReplyBytes, () =>
    malformed(`The reply of the identity provider is no text of at most ${maxReplyBytes} bytes`),
  ).catch((error: unknown) => {
    throw error instanceof AiccError ? error : malformed('The reply of the identity provider broke off');
  });
  return { response, text };
}

/** Settles when the time is over, also where `run` does not hear of its signal. */
async function withDeadline<T>(
  { signal }: Transmission,
  timeoutMs: number,
  clock: Clock,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let giveUp = (): void => undefined;
  let timer: unknown;
  const givenUp = new Promise<never>((_, reject) => {
    const end = (error: AiccError): void => {
      reject(error);
      controller.abort(error);
    };
    giveUp = () => {
      end(new AiccError('net/aborted', 'The caller gave up'));
    };
    timer = clock.setTimeout(() => {
      end(new AiccError('net/timeout', `The identity provider did not answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  // It may lose the race after nobody listens any more.
  givenUp.catch(() => undefined);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  try {
    return await Promise.race([givenUp, run(controller.signal)]);
  } finally {
    clock.clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

const malformed = (message: string): AiccError => new AiccError('net/bad-response', message);
