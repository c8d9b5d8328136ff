import { AiccError } from '../../errors.js';
import type { OAuthSourceOptions } from './options.js';

/** One asking of the platform. */
export interface AuthorizationRequest {
  readonly url: string;
  /** Comes back with the answer, so that nobody else's answer is taken for it. */
  readonly state: string;
  /** What only the page that asked can show. @see RFC 7636 */
  readonly verifier?: string;
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (each) => ({ '+': '-', '/': '_' })[each] ?? '');

/** 256 bits. */
const randomText = (crypto: Crypto): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/**
 * A request for a code, with a state of its own, and with PKCE where the page redeems the code. Source: RFC 6749,
 * section 4.1.1; RFC 7636, section 4.
 *
 * @throws AiccError `config/invalid-origin` on plain http, where a browser has no SHA-256
 */
export async function authorizationRequest(
  { profile, authorizeUrl, clientId, redirectUri, scope, parameters }: OAuthSourceOptions,
  crypto: Crypto,
): Promise<AuthorizationRequest> {
  const state = randomText(crypto);
  const url = new URL(authorizeUrl);
  const set = (all: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(all)) if (value !== undefined) url.searchParams.set(name, value);
  };
  set({ ...parameters, client_id: clientId, response_type: 'code', redirect_uri: redirectUri, scope, state });
  if (profile === 'aiccs') return { url: url.href, state };

  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (!subtle) throw new AiccError('config/invalid-origin', 'To sign in with PKCE a page must be served over https');
  const verifier = randomText(crypto);
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  set({ code_challenge: base64Url(new Uint8Array(digest)), code_challenge_method: 'S256' });
  return { url: url.href, state, verifier };
}
