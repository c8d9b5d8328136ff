import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { AiccError } from '../../errors.js';
import type { CallerVerifier } from './caller-verifier.js';

export interface IdTokenOptions {
  readonly issuer: string | readonly string[];
  /** What the token must be meant for: the address of our endpoint, as a rule. */
  readonly audience: string;
  /** The issuer's public keys: where they are published (https), or the key set itself. */
  readonly keys: string | { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Which of the issuer's subjects may call: all that an issuer has are its customers, not ours. */
  readonly isAllowed: (claims: Readonly<Record<string, unknown>>) => boolean;
  /** How far the clocks may be apart, in seconds. @default 30 */
  readonly toleranceSeconds?: number;
  /** @default the system's time */
  readonly now?: () => Date;
}

/** Asymmetric ones: nobody who can check a token can make one. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Knows a caller by an ID token in `Authorization: Bearer …`, as a Dialogflow agent's service account sends.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * idToken({
 *   issuer: 'https://accounts.google.com',
 *   audience: 'https://bank.example.com/dialogflow',
 *   keys: 'https://www.googleapis.com/oauth2/v3/certs',
 *   isAllowed: ({ email, email_verified }) => email_verified === true && email === 'agent@project.example.com',
 * });
 */
export function idToken(options: IdTokenOptions): CallerVerifier {
  const { issuer, audience, keys, isAllowed, toleranceSeconds = 30, now = () => new Date() } = options;
  if (issuer.length === 0 || !audience || typeof isAllowed !== 'function') {
    throw new AiccError('config/invalid-option', 'issuer, audience and isAllowed must be given');
  }
  if (typeof keys === 'string' && !keys.startsWith('https://')) {
    throw new AiccError('config/invalid-option', 'keys must be an https address');
  }
  const keySet =
    typeof keys === 'string' ? createRemoteJWKSet(new URL(keys)) : createLocalJWKSet(keys as unknown as JSONWebKeySet);
  return async ({ request }) => {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    if (token === undefined) return undefined;
    const { payload } = await jwtVerify(token, keySet, {
      issuer: [issuer].flat(),
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: toleranceSeconds,
      currentDate: now(),
    });
    return isAllowed(payload) && payload.sub !== undefined ? { id: payload.sub } : undefined;
  };
}
