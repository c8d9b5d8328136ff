import { isRecord } from '../../protocol/guards.js';
import { OAuthRefusal } from './oauth-error.js';
import type { PlatformRegistration } from './options.js';

/** What the provider asks the third-party platform of a registration. */
export interface Platform {
  /** Redeems a code for an access token of the platform. @throws OAuthRefusal `invalid_grant` */
  redeem(code: string, redirectUri: string): Promise<string>;
  /** The account name in UserInfo. @throws OAuthRefusal `invalid_grant` */
  accountOf(accessToken: string): Promise<string>;
}

export function createPlatform(registration: PlatformRegistration, fetchOf: () => typeof fetch): Platform {
  const { tokenEndpoint, userEndpoint, clientId, clientSecret, mappingField } = registration;

  async function ask(url: string, init: RequestInit, what: string): Promise<Record<string, unknown>> {
    const response = await fetchOf()(url, { ...init, redirect: 'error' }).catch(() => undefined);
    const body: unknown = response?.ok ? await response.json().catch(() => undefined) : undefined;
    if (isRecord(body)) return body;
    throw new OAuthRefusal('invalid_grant', `The platform did not accept ${what}`);
  }

  return {
    async redeem(code, redirectUri) {
      // The platform is a standard one: it takes the pair URL-encoded. Source: RFC 6749, section 2.3.1.
      const credentials = btoa([clientId, clientSecret].map(encodeURIComponent).join(':'));
      const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
      const headers = { authorization: `Basic ${credentials}` };
      const { access_token: token } = await ask(tokenEndpoint, { method: 'POST', headers, body }, 'the code');
      if (typeof token === 'string') return token;
      throw new OAuthRefusal('invalid_grant', 'The platform gave no access token');
    },
    async accountOf(accessToken) {
      const headers = { authorization: `Bearer ${accessToken}` };
      const account = (await ask(userEndpoint, { headers }, 'the access token'))[mappingField];
      if (typeof account === 'string' && account !== '') return account;
      throw new OAuthRefusal('invalid_grant', `UserInfo has no ${mappingField}`);
    },
  };
}
