import { AiccError } from './errors.js';

/**
 * Whoever can open the page can read what it was given, so a secret in its options is one no more.
 *
 * Looks at all keys of plain objects and lists, nested ones too: a client secret, an AccessKey secret, a private key as
 * PEM or JWK.
 *
 * @throws AiccError `config/secret-in-browser`
 */
export function refuseSecrets(options: object, depth = 8): void {
  for (const [key, value] of Object.entries(options) as [string, unknown][]) {
    const isSecret =
      /secret|private[-_]?key/i.test(key) ||
      (key === 'd' && 'kty' in options) ||
      (typeof value === 'string' && value.includes('PRIVATE KEY-'));
    if (isSecret && value !== undefined) {
      throw new AiccError('config/secret-in-browser', `${key} belongs on a server, not into a page`);
    }
    // Instances of anything have more in them than options.
    const isPlain = value && !Object.getPrototypeOf(Object.getPrototypeOf(value) ?? value);
    if (depth && (isPlain || Array.isArray(value))) refuseSecrets(value, depth - 1);
  }
}
