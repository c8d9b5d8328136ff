import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { isLevel, isNumber, isString, isVerifyTypeCode } from '../../protocol/guards.js';
import type { AuthLevel } from '../../verification/reasons.js';
import type { ReplayStore } from '../replay-store.js';
import { proofLifetimeSeconds, proofType, type JsonWebKeySet, type ProofClaims } from './proof-signer.js';

export interface VerifyProofOptions {
  /** The published keys of the verification service, or how to get them: keep what you fetched for a while. */
  readonly keys: JsonWebKeySet | (() => Promise<JsonWebKeySet>);
  /** The origin of your page: never from the request. */
  readonly audience: string;
  /** The process that the business asks for. */
  readonly verifyTypeCode: string;
  /** The contact that the request is about, where your server knows it. */
  readonly contactId?: string;
  /** The least level. @default 0 */
  readonly level?: AuthLevel;
  /** Remembers which proofs were used. Servers of one business share one. */
  readonly replayStore: ReplayStore;
  /** @default 'aicc-verification' */
  readonly issuer?: string;
  /** How far the clocks of both servers may be apart, in seconds. @default 5 */
  readonly clockToleranceSeconds?: number;
  readonly clock?: Clock;
}

export interface VerifiedProof extends ProofClaims {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

/**
 * Checks a proof of `AICCSupport.getVerificationProof`, and uses it up: a proof is good for one request.
 *
 * @throws AiccError `verification/proof-malformed`, `-forged`, `-expired`, `-wrong-audience`, `-wrong-code`,
 * `-wrong-contact`, `-replayed`; `server/store-unavailable` where nobody knows whether it was used, and what `keys`
 * rejects with
 * @example
 * const { contactId, level } = await verifyVerificationProof(token, {
 *   keys,
 *   audience: 'https://bank.example.com',
 *   verifyTypeCode: 'RETAIL_OTP',
 *   replayStore,
 * });
 */
export async function verifyVerificationProof(token: unknown, options: VerifyProofOptions): Promise<VerifiedProof> {
  const { verifyTypeCode, contactId, level = 0, replayStore, clock = systemClock } = options;
  const { clockToleranceSeconds = 5, issuer = 'aicc-verification', audience } = options;
  const isToken = isString(token) && token.length <= 4096;
  if (!isToken) throw refused('malformed', 'A proof is a signed token');
  const keys = typeof options.keys === 'function' ? await options.keys() : options.keys;
  const claims = readClaims(await payloadOf(token, keys, { issuer, audience, clock, clockToleranceSeconds }));
  if (claims.verifyTypeCode !== verifyTypeCode) throw refused('wrong-code', 'The proof is of another process');
  if (claims.level < level) throw refused('wrong-code', 'The proof is of a lower level');
  if (contactId !== undefined && claims.contactId !== contactId) {
    throw refused('wrong-contact', 'The proof is about another contact');
  }
  // Last: what is refused for another reason is not used up by that.
  const lastsMs = (proofLifetimeSeconds + 2 * clockToleranceSeconds) * 1000;
  if (!(await replayStore.claim(`proof:${claims.id}`, lastsMs))) throw refused('replayed', 'The proof was used before');
  return { ...claims, audience };
}

type Why = 'malformed' | 'forged' | 'expired' | 'replayed' | 'wrong-audience' | 'wrong-code' | 'wrong-contact';

const refused = (why: Why, message: string, cause?: unknown): AiccError =>
  new AiccError(`verification/proof-${why}`, message, { ...(cause !== undefined && { cause }) });

interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  readonly clockToleranceSeconds: number;
}

async function payloadOf(token: string, keys: JsonWebKeySet, expected: Expected): Promise<JWTPayload> {
  const { issuer, audience, clock, clockToleranceSeconds } = expected;
  try {
    const verified = await jwtVerify(token, createLocalJWKSet(keys as unknown as JSONWebKeySet), {
      typ: proofType,
      issuer,
      audience,
      currentDate: new Date(clock.now()),
      clockTolerance: clockToleranceSeconds,
      maxTokenAge: proofLifetimeSeconds,
      requiredClaims: ['exp', 'iat', 'jti'],
    });
    return verified.payload;
  } catch (error) {
    throw refused(...whyOf(error), error);
  }
}

function whyOf(error: unknown): [Why, string] {
  if (error instanceof errors.JWTExpired) return ['expired', 'The proof is over'];
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return ['wrong-audience', 'The proof is for another origin'];
    if (error.claim === 'iat' || error.claim === 'nbf') return ['expired', 'The proof is not valid yet'];
    return ['malformed', 'The token is no proof'];
  }
  const isForged =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported;
  return isForged ? ['forged', 'The signature is of none of the keys'] : ['malformed', 'The token is no proof'];
}

function readClaims(payload: JWTPayload): Omit<VerifiedProof, 'audience'> {
  const { verifyTypeCode, level, contactId, workNo, jti, iat } = payload;
  const isWhole =
    isVerifyTypeCode(verifyTypeCode) && isLevel(level) && isString(contactId) && isString(workNo) && isNumber(iat);
  if (!isWhole || !isString(jti)) throw refused('malformed', 'The proof lacks a claim');
  return { verifyTypeCode, level: level as AuthLevel, contactId, workNo, id: jti, issuedAt: iat * 1000 };
}
