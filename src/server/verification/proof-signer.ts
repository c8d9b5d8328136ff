import { importJWK, SignJWT, type JWK } from 'jose';
import { AiccError } from '../../errors.js';
import type { AuthLevel } from '../../verification/reasons.js';

/** A private key as a JWK, with its `kid` and `alg`: `ES256` and `EdDSA` are good choices. */
export type SigningKey = JsonWebKey & { readonly kid: string; readonly alg: string };

/** Public keys as they are published. */
export interface JsonWebKeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[];
}

/** What a proof states. */
export interface ProofClaims {
  readonly verifyTypeCode: string;
  readonly level: AuthLevel;
  readonly contactId: string;
  readonly workNo: string;
  /** The origin of the page that it was given to. */
  readonly audience: string;
}

/** What `typ` says, so that no other token of the same key is taken for a proof. */
export const proofType = 'aicc-proof+jwt';
export const proofLifetimeSeconds = 60;
const publicNames = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg'] as const;

/** The part of a key that everybody may have. */
export function publicPartOf(key: SigningKey): JsonWebKeySet['keys'][number] {
  const named = publicNames.flatMap((name) => (key[name] === undefined ? [] : [[name, key[name]]]));
  return { ...Object.fromEntries(named), use: 'sig' } as JsonWebKeySet['keys'][number];
}

export interface ProofSigner {
  sign(claims: ProofClaims, now: number): Promise<string>;
}

/** @throws AiccError `config/invalid-option` for what is no private key with a `kid` and an `alg` */
export function createProofSigner(key: SigningKey, issuer: string): ProofSigner {
  const { kid, alg } = key as Partial<SigningKey>;
  if (!kid || !alg || alg.startsWith('HS') || alg === 'none' || typeof key.d !== 'string') {
    throw new AiccError('config/invalid-option', 'The signing key must be a private JWK with a kid and an alg');
  }
  const imported = importJWK(key as JWK, alg);
  // Told at the first use: nobody waits for it here.
  imported.catch(() => undefined);
  return {
    async sign({ verifyTypeCode, level, contactId, workNo, audience }, now) {
      const iat = Math.floor(now / 1000);
      return new SignJWT({ verifyTypeCode, level, contactId, workNo })
        .setProtectedHeader({ alg, kid, typ: proofType })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(iat)
        .setExpirationTime(iat + proofLifetimeSeconds)
        .setJti(crypto.randomUUID())
        .sign(await imported);
    },
  };
}
