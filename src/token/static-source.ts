import { AiccError } from '../errors.js';
import { refuseSecretsWithin } from '../refuse-secrets.js';
import { claimsOf, isToken, readToken } from './read-token.js';
import type { TokenSource } from './token.js';

/**
 * A token that the page has by other means: the token, or a function that gives it, at each asking a new one if it can.
 * A JWT says itself when it ends; of any other token nothing is known.
 *
 * @throws AiccError from `getToken`: `auth/token-malformed`, `auth/token-expired`, `auth/token-rejected`
 * @example
 * const tokens = createTokenManager({ source: staticSource(() => crm.currentToken()) });
 */
export function staticSource(
  token: string | ((options: { readonly signal: AbortSignal; readonly rejected?: string }) => string | Promise<string>),
): TokenSource {
  refuseSecretsWithin({ token });
  return {
    name: 'static',
    async get(request) {
      const { signal, rejected, reason } = request;
      // What a function costs is not known.
      if (reason === 'look') throw new AiccError('auth/interaction-required');
      const value: unknown =
        typeof token === 'function' ? await token({ signal, ...(rejected !== undefined && { rejected }) }) : token;
      return isToken(value) && !claimsOf(value) && value !== rejected ? { token: value } : readToken(value, request);
    },
  };
}
