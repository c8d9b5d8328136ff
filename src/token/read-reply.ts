import type { Clock } from '../clock.js';
import { AiccError, type AiccErrorCode } from '../errors.js';
import { isNumber, isRecord, isString } from '../protocol/guards.js';
import { parseRetryAfter } from '../retry-after.js';
import { isToken, textOf } from './read-token.js';
import type { SourcedToken } from './token.js';

const codes: Readonly<Record<number, AiccErrorCode>> = {
  400: 'server/bad-request',
  401: 'auth/login-required',
  403: 'auth/forbidden',
};

/**
 * What the page's own backend answered: docs/protocol/token.md.
 *
 * @throws AiccError
 */
export function readReply(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: unknown,
  clock: Clock,
): SourcedToken {
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
