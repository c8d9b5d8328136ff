import { createHash, timingSafeEqual } from 'node:crypto';
import { AiccError } from '../../errors.js';
import type { CallerVerifier } from './caller-verifier.js';

export interface SharedHeaderOptions {
  /** @default 'x-api-key' */
  readonly header?: string;
  /** What it must hold, by the caller's id; at least 16 characters. Two of one caller let it change its secret. */
  readonly secrets: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Knows a caller by a secret in a header. The secret travels with each request: over TLS only. Where the caller can
 * sign, {@link signedRequest} is better.
 *
 * @throws AiccError `config/invalid-option`
 */
export function sharedHeader({ header = 'x-api-key', secrets }: SharedHeaderOptions): CallerVerifier {
  const known = readSecrets(secrets).map(({ id, secret }) => ({ id, digest: digestOf(secret) }));
  return async ({ request }) => {
    const given = request.headers.get(header);
    if (given === null) return undefined;
    const digest = digestOf(given);
    // All of them, so that the time does not tell which it was.
    const found = known.filter((each) => timingSafeEqual(each.digest, digest));
    return found[0] && { id: found[0].id };
  };
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @throws AiccError `config/invalid-option` */
export function readSecrets(
  secrets: SharedHeaderOptions['secrets'],
): { readonly id: string; readonly secret: string }[] {
  const known = Object.entries(secrets).flatMap(([id, own]) => [own].flat().map((secret) => ({ id, secret })));
  if (known.length > 0 && known.every(({ secret }) => typeof secret === 'string' && secret.length >= 16)) return known;
  throw new AiccError('config/invalid-option', 'secrets must have at least one caller, with secrets of 16 characters');
}
