import { sendWithKy } from '../../send-with-ky.js';
import { createOAuthSource } from './create-oauth-source.js';
import type { OAuthSource, OAuthSourceOptions } from './options.js';

/**
 * A sign-in at a third-party platform, in a window or by leaving the page.
 *
 * `profile: 'own-callback'` is the standard: a code with PKCE and state comes back to the page, and your backend, or
 * the page as a public client, redeems it. `profile: 'aiccs'` is the vendor's front-end way: the identity provider
 * redeems the code, and leaves the token where only a page of its own site, or one whose origin serves the callback,
 * can read it.
 *
 * No timer and no call of the token manager opens a window. While there is no token, and when one that ends cannot be
 * renewed, `getToken` and the event `failed` say `auth/interaction-required`: show a button that calls `signIn()`. What
 * it brings goes to the token manager, and to those of other tabs.
 *
 * @throws AiccError `config/secret-in-browser`, `config/invalid-option`, `config/invalid-origin`; from `getToken`:
 * `auth/interaction-required`, and what a sign-in that is under way ends with
 * @example
 * const oauth = oauthSource({
 *   profile: 'own-callback',
 *   authorizeUrl: 'https://login.example.com/authorize',
 *   clientId: 'crm',
 *   redirectUri: 'https://crm.example.com/signed-in',
 *   endpoint: '/api/aicc-sign-in',
 * });
 * const tokens = createTokenManager({ source: firstOf(exchangeSource({ endpoint: '/api/aicc-token' }), oauth) });
 * tokens.on('failed', ({ error }) => { button.hidden = !isAiccError(error, 'auth/interaction-required'); });
 * button.onclick = () => oauth.signIn().catch(showError);
 */
export function oauthSource(options: OAuthSourceOptions): OAuthSource {
  return createOAuthSource(options, sendWithKy, 'document' in globalThis ? globalThis : undefined);
}
