import { AiccError } from '../../errors.js';
import type { OriginRules } from '../../origins.js';
import { createOriginGate, type OriginGate } from '../cors.js';

export interface TokenGateOptions extends OriginRules {
  /**
   * The pages of other origins that may ask: exact origins, or `https://*.example.com`. Pages of the handler's own
   * origin always may.
   */
  readonly allowedOrigins?: readonly string[];
}

/**
 * Lets in pages of our own origin, and of the origins that are listed.
 *
 * A browser says itself that a page is of the same origin (`Sec-Fetch-Site`). One that does not, because it is old or
 * the page is plain http, names the origin with every POST: its host must be ours.
 */
export function createTokenGate(options: TokenGateOptions): OriginGate {
  const { allowedOrigins } = options;
  const listed = allowedOrigins && createOriginGate({ ...options, allowedOrigins, allowCredentials: true });
  return {
    admit(request) {
      if (isSameOrigin(request)) return;
      if (!listed) throw new AiccError('server/origin-refused', 'Requests from pages of other origins are refused');
      listed.admit(request);
    },
    headers: (request) => listed?.headers(request) ?? { vary: 'Origin' },
  };
}

function isSameOrigin({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  return origin !== null && URL.canParse(origin) && new URL(origin).host === new URL(url).host;
}
