import { AiccError } from '../../errors.js';
import type { KeptToken } from './token-cache.js';

export interface TokenCookieOptions {
  /** @default 'AC_TOKEN' */
  readonly name?: string;
  /** The longest life of the cookie, in seconds; it never outlives its token. @default 28800, a working day */
  readonly maxAgeSeconds?: number;
  /**
   * For a page in a frame of another site: `SameSite=None; Partitioned` instead of `SameSite=Lax`. A browser then keeps
   * one cookie for each site that embeds the page.
   *
   * @default false
   */
  readonly embedded?: boolean;
  /** `Domain`: lets pages of its other hosts read it too. @default none, so that only this host's pages do */
  readonly domain?: string;
}

/** The value of `Set-Cookie`. Scripts have to read it, so it is not HttpOnly. */
export type TokenCookie = (token: KeptToken, now: number) => string;

/** @throws AiccError `config/invalid-option` */
export function createTokenCookie(options: TokenCookieOptions): TokenCookie {
  const { name = 'AC_TOKEN', maxAgeSeconds = 28_800, embedded = false, domain } = options;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw invalid('The name of the cookie has characters that it cannot have');
  if (!Number.isInteger(maxAgeSeconds) || maxAgeSeconds < 1) throw invalid('maxAgeSeconds must be a whole number');
  if (domain !== undefined && !/^\.?[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(domain)) throw invalid('domain is no host name');
  const attributes = [
    'Path=/',
    'Secure',
    embedded ? 'SameSite=None; Partitioned' : 'SameSite=Lax',
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
  ].join('; ');

  return ({ accessToken, expiresAt }, now) => {
    // Other tokens could end the value and begin an attribute.
    if (!/^[\w.~+/=-]+$/.test(accessToken)) {
      throw new AiccError('net/bad-response', 'The access token has characters that a cookie cannot hold');
    }
    const maxAge = Math.max(0, Math.min(maxAgeSeconds, Math.floor((expiresAt - now) / 1000)));
    return `${name}=${accessToken}; Max-Age=${maxAge}; ${attributes}`;
  };
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
