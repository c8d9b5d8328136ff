import { importJWK, importPKCS8 } from 'jose';
import { AiccError } from '../../errors.js';

/**
 * A private RSA key as it lies in a configuration: PKCS#8 in PEM, what stands between the lines of such a PEM (as the
 * vendor's example has it), a JWK, or one that is imported already.
 */
export type PrivateKey = string | JsonWebKey | CryptoKey;

/** @throws AiccError `config/invalid-option`, which never holds anything of the key */
export async function importPrivateKey(key: PrivateKey): Promise<CryptoKey> {
  if (typeof key === 'string') {
    const pem = toPem(key);
    return imported(() => importPKCS8(pem, 'RS256'));
  }
  if ('kty' in key) {
    if (key.d === undefined) throw invalid('This JWK holds no private key');
    return imported(() => importJWK({ ...key, kty: 'RSA' }, 'RS256'));
  }
  if ('type' in key && key.type === 'private') return key;
  throw invalid('This is no private key');
}

async function imported(run: () => Promise<CryptoKey | Uint8Array>): Promise<CryptoKey> {
  let key: CryptoKey | Uint8Array;
  try {
    key = await run();
  } catch {
    // Not as its cause: what fails on a key likes to quote it.
    throw invalid('The private key cannot be read: it must be an RSA key in PKCS#8');
  }
  if (!('algorithm' in key)) throw invalid('The JWK is no RSA key');
  const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm;
  if (modulusLength < 2048) throw invalid(`An RSA key of ${modulusLength} bits is too short: 2048 are the least`);
  return key;
}

function toPem(text: string): string {
  const [, label] = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text) ?? [];
  if (label === 'PRIVATE KEY') return text;
  if (label === undefined) return `-----BEGIN PRIVATE KEY-----\n${text.replace(/\s/g, '')}\n-----END PRIVATE KEY-----`;
  throw invalid(`This PEM holds a ${label}`, remedies[label]);
}

const remedies: Readonly<Record<string, string>> = {
  'RSA PRIVATE KEY': 'Turn it into PKCS#8: openssl pkcs8 -topk8 -nocrypt -in key.pem -out private.pem',
  'ENCRYPTED PRIVATE KEY': 'Take its password away: openssl pkcs8 -in key.pem -out private.pem',
  'PUBLIC KEY': 'This is what gets registered. What signs is the other half.',
};

const invalid = (message: string, remedy?: string): AiccError =>
  new AiccError('config/invalid-option', message, remedy === undefined ? {} : { remedy });
