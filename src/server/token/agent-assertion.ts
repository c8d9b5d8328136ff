import { SignJWT } from 'jose';
import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { importPrivateKey, type PrivateKey } from './private-key.js';

export interface SignAgentAssertionOptions {
  /** `iss`: the issuer domain of the registration, exactly so, such as `https://crm.example.com`. */
  readonly issuer: string;
  /** `user_name`: the account name of the agent at the contact centre, which maps to exactly one. */
  readonly userName: string;
  readonly privateKey: PrivateKey;
  /** How long it may be exchanged. Whoever holds it meanwhile can be the agent, so keep it short. @default 300 */
  readonly expiresInSeconds?: number;
  /** Names this one assertion. @default a random UUID */
  readonly jti?: string;
  /**
   * The unit of `exp`. JWT knows seconds (RFC 7519), and the vendor's sample token has them. One page of the vendor
   * shows thirteen digits: milliseconds are for a provider that refuses seconds.
   *
   * @default 'seconds'
   */
  readonly expiryUnit?: 'seconds' | 'milliseconds';
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * Signs who the agent is: a JWT (RS256) with `iss`, `user_name`, `exp` and `jti`, to be exchanged once for an access
 * token. For a backend only: whoever has the private key can be any agent.
 *
 * @returns the assertion, a secret until it is used or expires
 * @throws AiccError `config/invalid-option`
 * @example
 * const assertion = await signAgentAssertion({
 *   issuer: 'https://crm.example.com',
 *   userName: 'ann@example.com',
 *   privateKey: process.env.AICC_PRIVATE_KEY ?? '',
 * });
 */
export async function signAgentAssertion(options: SignAgentAssertionOptions): Promise<string> {
  const { issuer, userName, expiresInSeconds = 300, jti = crypto.randomUUID() } = options;
  const { expiryUnit = 'seconds', clock = systemClock } = options;
  for (const [name, value] of Object.entries({ issuer, userName, jti })) {
    // A caller without types may have read it from a configuration where it is missing.
    if (typeof value !== 'string' || value === '') throw invalid(`${name} must not be empty`);
  }
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds <= 0) {
    throw invalid('expiresInSeconds must be a whole number of seconds above 0');
  }
  const key = await importPrivateKey(options.privateKey);
  const seconds = Math.floor(clock.now() / 1000) + expiresInSeconds;
  const exp = expiryUnit === 'milliseconds' ? seconds * 1000 : seconds;
  return new SignJWT({ iss: issuer, user_name: userName, exp, jti })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(key);
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
