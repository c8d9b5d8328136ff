import { AiccError, isAiccError, type AiccErrorCode } from '../errors.js';
import { toErrorPayload, type ErrorPayload } from '../protocol/error-payload.js';

/** An answer as data, so that a repeat can be given the same one. */
export interface Answer {
  readonly status: number;
  /** JSON; absent when there is nothing to say. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is not listed is the operation's own refusal (`call/*`, `verification/*`): 409. */
const statuses: Readonly<Partial<Record<AiccErrorCode, number>>> = {
  'server/bad-request': 400,
  'bridge/protocol-violation': 400,
  'auth/token-rejected': 401,
  'server/caller-refused': 401,
  'auth/forbidden': 403,
  'server/origin-refused': 403,
  'bridge/not-allowed': 403,
  'bridge/unsupported-operation': 404,
  'bridge/rate-limited': 429,
  'server/internal': 500,
  'bridge/handler-failed': 500,
  'net/bad-response': 502,
  'server/webhook-failed': 502,
  // Nobody is there to read it; a repeat may be.
  'net/aborted': 499,
  'net/unreachable': 503,
  'server/store-unavailable': 503,
  'bridge/peer-gone': 503,
  'bridge/closed': 503,
  'net/timeout': 504,
};

/** The statuses that an error can have, for the documentation and its test. */
export const errorStatuses: readonly number[] = [...new Set([...Object.values(statuses), 405, 409, 413, 415])].sort();

/** A request in the wrong form, where HTTP has a status of its own for what is wrong. */
export const badRequest = (message: string, status = 400): AiccError =>
  new AiccError('server/bad-request', message, { context: { status } });

/**
 * The answer that carries an error. Only an {@link AiccError} crosses with its words: of anything else the caller
 * learns that it happened, nothing more.
 */
export function errorAnswer(error: unknown): Answer {
  const known = isAiccError(error) ? error : new AiccError('server/internal', 'The server failed in an unexpected way');
  const status = statusOf(known);
  const body: { error: ErrorPayload } = { error: toErrorPayload(known) };
  return {
    status,
    body: JSON.stringify(body),
    ...(status === 401 && { headers: { 'www-authenticate': 'Bearer' } }),
  };
}

function statusOf({ code, context }: AiccError): number {
  const own = code === 'server/bad-request' ? context['status'] : undefined;
  return typeof own === 'number' ? own : (statuses[code] ?? 409);
}

export const jsonAnswer = (value: unknown): Answer =>
  value === undefined ? { status: 204 } : { status: 200, body: JSON.stringify(value) };
