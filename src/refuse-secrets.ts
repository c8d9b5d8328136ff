import { AiccError } from './errors.js';

/**
 * Whoever can open the page can read what it was given, so a secret in its options is one no more: a client secret, an
 * AccessKey secret, a private key as PEM or JWK.
 *
 * Looks at the options alone. What lies in them may be somebody's object, or the window of another site.
 *
 * @throws AiccError `config/secret-in-browser`
 */
export function refuseSecrets(options: object): void {
  for (const [key, value] of Object.entries(options) as [string, unknown][]) {
    const isSecret =
      /secret|private.?key/i.test(key) ||
      (key === 'd' && 'kty' in options) ||
      (typeof value === 'string' && value.includes('PRIVATE KEY-'));
    if (isSecret && value !== undefined) {
      throw new AiccError('config/secret-in-browser', `${key} belongs on a server`);
    }
  }
}

/**
 * The same, and in the plain objects and lists in them, nested ones too: where options have more within.
 *
 * @throws AiccError `config/secret-in-browser`
 */
export function refuseSecretsWithin(options: object, depth = 8): void {
  refuseSecrets(options);
  for (const value of Object.values(options) as unknown[]) {
    // Instances of anything have more in them than options.
    const isPlain = value && !Object.getPrototypeOf(Object.getPrototypeOf(value) ?? value);
    if (depth && (isPlain || Array.isArray(value))) refuseSecretsWithin(value, depth - 1);
  }
}
