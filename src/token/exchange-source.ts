import ky from 'ky';
import type { Clock } from '../clock.js';
import { AiccError, type AiccErrorCode } from '../errors.js';
import type { OriginRules } from '../origins.js';
import { isNumber, isRecord, isString } from '../protocol/guards.js';
import { readJson } from '../read-json.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { parseRetryAfter } from '../retry-after.js';
import { serverUrl } from '../server-url.js';
import { isToken, textOf } from './read-token.js';
import type { SourcedToken, TokenSource } from './token.js';

export interface ExchangeSourceOptions extends OriginRules {
  /**
   * Where your backend answers (`createTokenHandler` of `aicc-support/server`, or one that keeps to
   * docs/protocol/token.md), e.g. `/api/aicc-token`.
   */
  readonly endpoint: string;
  /** Whether the cookies of another origin's backend go along. @default 'same-origin' */
  readonly credentials?: 'same-origin' | 'include';
  /** More headers, such as your framework's CSRF token; a function is called before each request. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** How long the backend may take, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** @default the global fetch */
  readonly fetch?: typeof globalThis.fetch;
}

const codes: Readonly<Record<number, AiccErrorCode>> = {
  400: 'server/bad-request',
  401: 'auth/login-required',
  403: 'auth/forbidden',
};

/**
 * Your own backend, which knows who is signed in, signs for the agent and exchanges that for an access token: no secret
 * comes near the page. All tabs of the origin make one request.
 *
 * @throws AiccError `config/secret-in-browser`, `config/invalid-option`, `config/invalid-origin`; from `getToken`:
 * `auth/login-required` (nobody is signed in), `auth/forbidden`, `auth/exchange-failed` (the provider, or too many
 * requests; retryable), `net/unreachable`, `net/timeout`, `net/bad-response`, `server/bad-request`
 */
export function exchangeSource(options: ExchangeSourceOptions): TokenSource {
  refuseSecrets(options);
  const { credentials = 'same-origin', headers, timeoutMs = 10_000, fetch } = options;
  const endpoint = serverUrl('endpoint', options.endpoint, options);

  return {
    name: 'exchange',
    // Another tab's request, what it told, and then one of our own.
    timeoutMs: 2 * timeoutMs + 10_000,
    async get({ reason, rejected, clock, once }) {
      if (reason === 'look') throw new AiccError('auth/interaction-required');
      // Before the lock: it is not ours.
      const more = typeof headers === 'function' ? headers() : headers;
      const exchange = async (signal: AbortSignal): Promise<SourcedToken> => {
        const response = await ky.post(endpoint, {
          headers: { ...more, 'content-type': 'application/json', 'x-requested-with': 'aicc-support' },
          body: JSON.stringify({ rejected }),
          credentials,
          signal,
          timeout: false,
          retry: 0,
          throwHttpErrors: false,
          cache: 'no-store',
          // A redirect would lead to a page for people, or give the token that was refused to who knows whom.
          redirect: 'error',
          ...(fetch && { fetch }),
        });
        return readReply(response, await readJson(response), clock);
      };
      return once(`exchange ${endpoint}`, exchange, { timeoutMs });
    },
  };
}

function readReply({ status, headers }: Response, body: unknown, clock: Clock): SourcedToken {
  const reply = isRecord(body) ? body : {};
  if (status !== 200) {
    // Nothing else of its words: they may repeat what it was sent.
    const error = isString(reply['error']) && /^[a-z_]{1,40}$/.test(reply['error']) ? reply['error'] : undefined;
    const retryAfterMs = parseRetryAfter(headers.get('retry-after'), clock.now());
    const isBusy = status === 429 || status >= 500;
    throw new AiccError(
      codes[status] ?? (isBusy ? 'auth/exchange-failed' : 'net/bad-response'),
      `The token endpoint answered ${status}${error === undefined ? '' : ` (${error})`}`,
      { context: { status, error, retryAfterMs }, ...(isBusy && { retryable: true }) },
    );
  }
  const { access_token: token, token_type: type, expires_in: seconds, server_time: serverTime } = reply;
  if (!isToken(token) || !/^bearer$/i.test(String(type)) || !isNumber(seconds) || seconds <= 0) {
    throw new AiccError('net/bad-response');
  }
  const now = clock.now();
  return {
    token,
    expiresAt: now + seconds * 1000,
    userName: textOf(reply['user_name']),
    skewMs: isNumber(serverTime) ? serverTime * 1000 - now : undefined,
  };
}
