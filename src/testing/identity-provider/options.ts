import type { Clock } from '../../clock.js';

/** What every registration of the identity provider has. Source: the vendor's integration guide, identity management. */
interface Registration {
  /** At most ten letters and digits. In OAuth mode the back-end way names it as `subject_issuer`. */
  readonly appName: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Must be sent along, exactly so, as `redirect_url`. */
  readonly redirectUrl: string;
  /** What its tokens may be for. @default ['user_management', 'hotline'] */
  readonly scopes?: readonly string[];
}

/** The integrator's backend signs who the agent is. */
export interface JwtRegistration extends Registration {
  readonly mode: 'jwt';
  /** `iss` of its assertions, and `subject_issuer` of its requests. */
  readonly issuer: string;
  /** The RSA public key that was registered: PEM (`BEGIN PUBLIC KEY`), or what stands between its lines. */
  readonly publicKey: string;
}

/** A third-party platform knows who the agent is. */
export interface OAuthRegistration extends Registration {
  readonly mode: 'oauth';
  readonly platform: PlatformRegistration;
}

export interface PlatformRegistration {
  readonly tokenEndpoint: string;
  /** UserInfo: asked with the platform's own access token. */
  readonly userEndpoint: string;
  /** What the platform issued to the identity provider. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The field of UserInfo that holds the account name of an agent, such as `email`. */
  readonly mappingField: string;
  /** The callback as the platform knows it. @default the address under which the callback is asked */
  readonly redirectUri?: string;
}

export type ClientRegistration = JwtRegistration | OAuthRegistration;

export interface IdentityProviderOptions {
  readonly clients: readonly ClientRegistration[];
  /** Account names. A name that stands here twice maps to no agent: it has to map to exactly one. */
  readonly agents: readonly string[];
  /** `iss` of the access tokens. @default 'http://developer.example.com' */
  readonly issuer?: string;
  /** @default 2591999, as in the vendor's sample */
  readonly tokenLifetimeSeconds?: number;
  /** `Domain` of the cookie of the front-end way; without it only the provider's own host reads it. */
  readonly cookieDomain?: string;
  readonly clock?: Clock;
  /** How the third-party platform is asked. @default the global `fetch` */
  readonly fetch?: typeof fetch;
}
