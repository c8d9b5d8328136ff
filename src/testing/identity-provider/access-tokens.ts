import { generateKeyPair, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../clock.js';

/** Whom an access token is for, and for what. */
export interface AccessToken {
  readonly userName: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly jti: string;
  /** In milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The answer to a successful exchange, with the documented fields. */
export interface TokenReply {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly scope: string;
  readonly iss: string;
  readonly jti: string;
}

export interface AccessTokensOptions {
  readonly issuer: string;
  readonly lifetimeSeconds: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** Issues access tokens: JWTs, signed with a key that nobody else has. */
export interface AccessTokens {
  issue(grant: Pick<AccessToken, 'userName' | 'clientId'> & { readonly scope: string }): Promise<TokenReply>;
  /** None when it is not one of ours, or not any more. */
  verify(token: string): Promise<AccessToken | undefined>;
}

export const splitScope = (scope: string): readonly string[] => scope.split(/[\s,]+/).filter((each) => each !== '');

export function createAccessTokens({ issuer, lifetimeSeconds, clock }: AccessTokensOptions): AccessTokens {
  let made: ReturnType<typeof generateKeyPair> | undefined;
  const keys = (): ReturnType<typeof generateKeyPair> => (made ??= generateKeyPair('RS256'));

  return {
    async issue({ userName, clientId, scope }) {
      const jti = crypto.randomUUID();
      const expiresAt = Math.floor(clock.now() / 1000) + lifetimeSeconds;
      const token = await new SignJWT({ user_name: userName, client_id: clientId, scope: splitScope(scope) })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
        .setIssuer(issuer)
        .setJti(jti)
        .setExpirationTime(expiresAt)
        .sign((await keys()).privateKey);
      return { access_token: token, token_type: 'bearer', expires_in: lifetimeSeconds, scope, iss: issuer, jti };
    },
    async verify(token) {
      try {
        const { publicKey } = await keys();
        const { payload } = await jwtVerify<{ user_name: string; client_id: string; scope: string[] }>(
          token,
          publicKey,
          { algorithms: ['RS256'], issuer, currentDate: new Date(clock.now()) },
        );
        const { user_name: userName, client_id: clientId, scope: scopes, jti = '', exp = 0 } = payload;
        return { userName, clientId, scopes, jti, expiresAt: exp * 1000 };
      } catch {
        return undefined;
      }
    },
  };
}
