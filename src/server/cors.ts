import { AiccError } from '../errors.js';
import { createOriginMatcher, type OriginRules } from '../origins.js';

export interface OriginGateOptions extends OriginRules {
  readonly allowedOrigins: readonly string[];
  readonly allowMissingOrigin?: boolean;
  /** Whether pages of other origins may send their cookies along and read the answer. @default false */
  readonly allowCredentials?: boolean;
}

export interface OriginGate {
  /** @throws AiccError `server/origin-refused` */
  admit(request: Request): void;
  /** Headers of every answer to this request, so that a page of an allowed origin may read it. */
  headers(request: Request): Record<string, string>;
}

/** What a page may read of an answer beside what every page may. */
const exposed = 'Retry-After';

/**
 * Lets in requests of pages of the allowed origins.
 *
 * A browser names the origin with every request across origins and with every POST. A request without one may be a
 * GET of our own pages, which `Sec-Fetch-Site` confirms where the browser sends it; a POST without one comes from no
 * page.
 */
export function createOriginGate({
  allowedOrigins,
  allowMissingOrigin,
  allowCredentials,
  ...rules
}: OriginGateOptions): OriginGate {
  const isAllowed = createOriginMatcher(allowedOrigins, rules);
  return {
    admit({ method, headers }) {
      const origin = headers.get('origin');
      if (origin !== null) {
        if (isAllowed(origin)) return;
        throw new AiccError('server/origin-refused', 'Requests from pages of this origin are refused');
      }
      const site = headers.get('sec-fetch-site');
      if (method === 'GET' && (site === null || site === 'same-origin')) return;
      if (allowMissingOrigin && site === null) return;
      throw new AiccError('server/origin-refused', 'The request does not say from which origin it comes');
    },
    headers(request) {
      const origin = request.headers.get('origin');
      // Vary also where nothing is allowed: a cache must not hand that to a page of another origin.
      if (origin === null || !isAllowed(origin)) return { vary: 'Origin' };
      return {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-expose-headers': exposed,
        ...(allowCredentials && { 'access-control-allow-credentials': 'true' }),
      };
    },
  };
}

/**
 * The answer to a preflight for a path that takes one method, and these headers: by default those that our transport
 * sends there.
 */
export function preflightHeaders(
  method: 'GET' | 'POST',
  headers = `authorization, aicc-seat, ${method === 'POST' ? 'content-type, idempotency-key' : 'last-event-id'}`,
): Record<string, string> {
  return {
    'access-control-allow-methods': method,
    'access-control-allow-headers': headers,
    'access-control-max-age': '600',
  };
}
