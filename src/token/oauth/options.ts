import type { Clock } from '../../clock.js';
import type { OriginRules } from '../../origins.js';
import type { TokenSource } from '../token.js';

interface AuthorizationOptions extends OriginRules {
  /** The platform's authorise endpoint. It may carry a query of its own; never a secret. */
  readonly authorizeUrl: string;
  /** What the platform issued. There is no client secret: a page cannot keep one. */
  readonly clientId: string;
  /** What is asked for, in the platform's words, e.g. `openid email`. @default none is sent */
  readonly scope?: string;
  /** More parameters of the platform, such as `{ prompt: 'login' }`. Those of the protocol itself cannot be replaced. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** How long the agent may take, in milliseconds. @default 300000 */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/**
 * The vendor's front-end way. The identity provider redeems the code, so there can be no PKCE, and that `state` comes
 * back is up to the provider: it is compared where it does.
 */
export interface AiccsOAuthOptions extends AuthorizationOptions {
  readonly profile: 'aiccs';
  /**
   * The callback that is registered at the platform: the provider's own address, on a host that shares a registrable
   * domain with the page and names it in its cookie; or an address of the page's own origin, which hands the code on to
   * the provider and answers as it did, or with `oauthCallbackPage`.
   */
  readonly redirectUri: string;
  /** The cookie in which the provider leaves the token. @default 'AC_TOKEN' */
  readonly cookieName?: string;
  readonly display?: 'popup';
}

interface OwnCallbackOptions extends AuthorizationOptions {
  readonly profile: 'own-callback';
  /** Registered at the platform: an address where `oauthCallbackPage` lies. For a redirect: that of the page itself. */
  readonly redirectUri: string;
  /**
   * `popup` opens a window and leaves the page as it is. `redirect` leaves the page, and goes on when `oauthSource` is
   * called again at `redirectUri`.
   *
   * @default 'popup'
   */
  readonly display?: 'popup' | 'redirect';
  /** @default the global fetch */
  readonly fetch?: typeof globalThis.fetch;
}

/** Your own backend redeems the code: docs/protocol/token.md says what it is sent. */
export interface BackendOAuthOptions extends OwnCallbackOptions {
  readonly endpoint: string;
  readonly tokenEndpoint?: never;
  /** Whether the cookies of another origin's backend go along. @default 'same-origin' */
  readonly credentials?: 'same-origin' | 'include';
  /** More headers, such as your framework's CSRF token; a function is called before each request. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
}

/** The page redeems the code itself, as a public client. What comes is the platform's own token. */
export interface PublicClientOAuthOptions extends OwnCallbackOptions {
  /** The platform's token endpoint. It has to allow the page's origin (CORS). */
  readonly tokenEndpoint: string;
  readonly endpoint?: never;
}

export type OAuthSourceOptions = AiccsOAuthOptions | BackendOAuthOptions | PublicClientOAuthOptions;

export interface SignInOptions {
  /** Ends the sign-in, for all who wait for it, and closes its window. */
  readonly signal?: AbortSignal;
}

export interface OAuthSource extends TokenSource {
  /**
   * Asks the agent: opens the window, or leaves the page. Call it in the handler of a click, before anything is awaited:
   * a browser opens a window at no other time. Where a window is open already that one comes to the front.
   *
   * Resolves when there is a token, which the token manager takes at once.
   *
   * @throws AiccError `auth/popup-blocked`, `auth/popup-closed`, `auth/authorization-refused`, `auth/state-mismatch`,
   * `auth/callback-not-readable`, `net/timeout`, `net/aborted`; what {@link exchangeSource} throws, where a code is
   * redeemed
   */
  signIn(options?: SignInOptions): Promise<void>;
}
