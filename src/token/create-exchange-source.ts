import type { Clock } from '../clock.js';
import { AiccError, type AiccErrorCode } from '../errors.js';
import { isNumber, isRecord, isString } from '../protocol/guards.js';
import { readJson } from '../read-json.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { parseRetryAfter } from '../retry-after.js';
import type { Send } from '../send.js';
import { serverUrl } from '../server-url.js';
import type { ExchangeSourceOptions } from './exchange-options.js';
import { isToken, textOf } from './read-token.js';
import type { SourcedToken, TokenSource } from './token.js';

const codes: Readonly<Record<number, AiccErrorCode>> = {
  400: 'server/bad-request',
  401: 'auth/login-required',
  403: 'auth/forbidden',
};

/** `exchangeSource`, with what sends its requests. */
export function createExchangeSource(options: ExchangeSourceOptions, send: Send): TokenSource {
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
        const response = await send(endpoint, {
          method: 'POST',
          headers: { ...more, 'content-type': 'application/json', 'x-requested-with': 'aicc-support' },
          body: JSON.stringify({ rejected }),
          credentials,
          signal,
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
