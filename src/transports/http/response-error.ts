import { AiccError, type AiccErrorCode } from '../../errors.js';
import { reviveError } from '../../protocol/error-payload.js';
import { isErrorPayload, isRecord } from '../../protocol/guards.js';
import { readJson } from '../../read-json.js';
import { parseRetryAfter } from '../../retry-after.js';

/** What stands between the page and the server answers with these, and not in our words. */
const codes: Readonly<Record<number, AiccErrorCode>> = {
  401: 'auth/token-rejected',
  403: 'auth/forbidden',
  429: 'bridge/rate-limited',
  502: 'net/unreachable',
  503: 'net/unreachable',
  504: 'net/unreachable',
};

/** The error that an answer carries, or else the one that its status means. */
export async function responseError(response: Response, now: number): Promise<AiccError> {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now);
  const waiting = retryAfterMs === undefined ? {} : { retryAfterMs };
  const body = await readJson(response);
  const payload = isRecord(body) ? body['error'] : undefined;
  if (isErrorPayload(payload)) return reviveError({ ...payload, data: { ...payload.data, ...waiting } });
  return new AiccError(codes[status] ?? 'net/bad-response', `The server answered with the status ${status}`, {
    context: { status, ...waiting },
  });
}
