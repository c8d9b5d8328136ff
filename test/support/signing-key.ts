import { exportJWK, generateKeyPair } from 'jose';
import type { JsonWebKeySet, SigningKey } from '../../src/server/index.js';

/** A key that signs proofs, and the part of it that everybody may have. */
export async function aSigningKey(
  kid = 'key-1',
): Promise<{ readonly key: SigningKey; readonly publicKey: JsonWebKeySet['keys'][number] }> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const key: SigningKey = { ...(await exportJWK(pair.privateKey)), kid, alg: 'ES256' };
  return { key, publicKey: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256' } };
}
