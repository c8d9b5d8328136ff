import { AiccError } from './errors.js';

/**
 * Whoever can open the page can read what it was given, so a secret in its options is one no more.
 *
 * Looks at all keys of plain objects and lists, nested ones too: a client secret, an AccessKey secret, a private key as
 * PEM or JWK.
 *
 * @throws AiccError `config/secret-in-browser`
 */
export function refuseSecrets(value: unknown, key = '', depth = 8): void {
  if (/secret|private[-_]?key/i.test(key) || (typeof value === 'string' && value.includes('PRIVATE KEY-'))) {
    if (value !== undefined) throw secretError(key);
  }
  if (typeof value !== 'object' || value === null || depth === 0) return;
  // Other objects are instances of something, with more in them than options.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype && !Array.isArray(value) && Object.getPrototypeOf(prototype) !== null) return;
  const entries = Object.entries(value);
  if ('kty' in value && 'd' in value) throw secretError(key);
  for (const [name, each] of entries) refuseSecrets(each, name, depth - 1);
}

const secretError = (key: string): AiccError =>
  new AiccError('config/secret-in-browser', `A secret${key && ` (${key})`} belongs on a server, not into a page`);
