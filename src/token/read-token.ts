import { decodeJwt } from 'jose/jwt/decode';
import { AiccError } from '../errors.js';
import { isNumber, isString } from '../protocol/guards.js';
import type { SourcedToken, SourceRequest } from './token.js';

/** What can stand in an Authorization header. Source: RFC 6750, section 2.1. */
export const isToken = (value: unknown): value is string => isString(value) && /^[\w.~+/-]+=*$/.test(value);

/** What a token says of itself: nothing where it is not a JWT, and nobody has to believe it. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

export const textOf = (value: unknown): string | undefined => (isString(value) && value !== '' ? value : undefined);

/**
 * Reads when a token ends and whose it is from the token itself. Its signature is the API's business.
 *
 * @throws AiccError `auth/token-malformed`, `auth/token-expired`, `auth/token-rejected`
 */
export function readToken(
  value: unknown,
  { clock, skewMs, rejected }: Pick<SourceRequest, 'clock' | 'skewMs' | 'rejected'>,
): SourcedToken {
  const claims = isToken(value) ? claimsOf(value) : undefined;
  const { exp, user_name: userName } = claims ?? {};
  if (!claims || !isToken(value) || !isNumber(exp)) {
    throw new AiccError('auth/token-malformed');
  }
  // Seconds by the standard; one vendor page shows milliseconds.
  const expiresAt = (exp > 1e11 ? exp : exp * 1000) - skewMs;
  if (expiresAt <= clock.now()) throw new AiccError('auth/token-expired');
  if (value === rejected) throw new AiccError('auth/token-rejected');
  return { token: value, expiresAt, userName: textOf(userName) };
}
