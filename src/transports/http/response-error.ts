import { AiccError, type AiccErrorCode } from '../../errors.js';
import { reviveError } from '../../protocol/error-payload.js';
import { isErrorPayload, isRecord } from '../../protocol/guards.js';

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

/** The value of a JSON answer; `undefined` for anything else. */
export async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text()) as unknown;
  } catch {
    return undefined;
  }
}

/** How long an error asks to be left alone, in milliseconds. */
export function retryAfterOf({ context }: AiccError): number | undefined {
  const ms = context['retryAfterMs'];
  return typeof ms === 'number' ? ms : undefined;
}

/** A server that says more than this is not believed: an agent would sit before a dead page. */
const maxRetryAfterMs = 300_000;

/** Seconds, or a date. Source: RFC 9110, section 10.2.3. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  // A lenient parser of dates would take "-5" for a year.
  const date = header.endsWith(' GMT') ? Date.parse(header) : NaN;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : date - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), maxRetryAfterMs);
}
