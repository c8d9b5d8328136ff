import { compactVerify, importSPKI } from 'jose';
import type { Clock } from '../../clock.js';
import { isRecord } from '../../protocol/guards.js';
import { OAuthRefusal } from './oauth-error.js';
import type { JwtRegistration } from './options.js';

/** Judges the JWTs with which a backend says who its agent is. */
export interface Assertions {
  /**
   * @returns the account name that it is about
   * @throws OAuthRefusal `invalid_grant`
   */
  redeem(assertion: string, registration: JwtRegistration): Promise<string>;
}

/** Ten digits are seconds until the year 2286; thirteen are milliseconds, which one page of the vendor shows. */
const firstMilliseconds = 100_000_000_000;

export function createAssertions(clock: Pick<Clock, 'now'>): Assertions {
  const keys = new Map<string, ReturnType<typeof importSPKI>>();
  /** Until when each id counts as used: as long as its assertion would be taken otherwise. In milliseconds. */
  const used = new Map<string, number>();

  function keyOf({ publicKey }: JwtRegistration): ReturnType<typeof importSPKI> {
    const key = keys.get(publicKey) ?? importSPKI(toPem(publicKey), 'RS256');
    keys.set(publicKey, key);
    return key;
  }

  /** The claims of an assertion. Not the library's check of them: it says too little of what is wrong. */
  async function verify(assertion: string, registration: JwtRegistration): Promise<Record<string, unknown>> {
    const key = await keyOf(registration);
    try {
      const { payload } = await compactVerify(assertion, key, { algorithms: ['RS256'] });
      const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
      if (isRecord(claims)) return claims;
    } catch {
      // Whatever is wrong with it, it is not an assertion.
    }
    throw refused('The assertion is no JWT that the registered key signed with RS256');
  }

  function useOnce(id: string, until: number): void {
    const now = clock.now();
    for (const [each, end] of used) if (end <= now) used.delete(each);
    if (used.has(id)) throw refused('The jti was used before');
    used.set(id, until);
  }

  return {
    async redeem(assertion, registration) {
      const { iss, exp, jti, user_name: userName } = await verify(assertion, registration);
      if (iss !== registration.issuer) throw refused('The issuer is not the registered one');
      if (typeof exp !== 'number') throw refused('exp is missing');
      const until = exp < firstMilliseconds ? exp * 1000 : exp;
      if (until <= clock.now()) throw refused('The assertion has expired');
      if (typeof userName !== 'string' || userName === '') throw refused('user_name is missing');
      if (typeof jti !== 'string' || jti === '') throw refused('jti is missing');
      useOnce(`${registration.clientId} ${jti}`, until);
      return userName;
    },
  };
}

const refused = (description: string): OAuthRefusal => new OAuthRefusal('invalid_grant', description);

function toPem(key: string): string {
  if (key.includes('-----BEGIN')) return key;
  return `-----BEGIN PUBLIC KEY-----\n${key.replace(/\s/g, '')}\n-----END PUBLIC KEY-----`;
}
