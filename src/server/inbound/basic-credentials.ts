import { createHash, timingSafeEqual } from 'node:crypto';
import { AiccError } from '../../errors.js';
import type { CallerVerifier } from './caller-verifier.js';
import { readSecrets } from './shared-header.js';

export interface BasicCredentialsOptions {
  /** The passwords by the user's name, of at least 16 characters. Two of one user let it change its password. */
  readonly secrets: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Knows a caller by the user and password of HTTP Basic, as a Dialogflow agent can send them. They travel with each
 * request: over TLS only.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * basicCredentials({ secrets: { 'dialogflow-agent': process.env.AGENT_PASSWORD ?? '' } });
 */
export function basicCredentials({ secrets }: BasicCredentialsOptions): CallerVerifier {
  const known = readSecrets(secrets).map(({ id, secret }) => ({ id, digest: digestOf(`${id}:${secret}`) }));
  if (known.some(({ id }) => id === '' || id.includes(':'))) {
    throw new AiccError('config/invalid-option', 'A user name of HTTP Basic is not empty and has no colon in it');
  }
  return async ({ request }) => {
    const [, pair] = /^Basic ([A-Za-z\d+/]+={0,2})$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    if (pair === undefined) return undefined;
    const digest = digestOf(Buffer.from(pair, 'base64'));
    // All of them, so that the time does not tell which it was.
    const found = known.filter((each) => timingSafeEqual(each.digest, digest));
    return found[0] && { id: found[0].id };
  };
}

const digestOf = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();
