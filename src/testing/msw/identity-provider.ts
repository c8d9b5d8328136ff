import { http, type HttpHandler } from 'msw';
import type { IdentityProvider } from '../identity-provider/create-identity-provider.js';

export interface IdentityProviderHandlersOptions {
  /** Where the provider seems to be. @default 'https://signin.rhinokeen.com', the documented one */
  readonly origin?: string;
}

/**
 * Handlers of Mock Service Worker that let an identity provider answer in place of the vendor's.
 *
 * @example
 * const provider = createIdentityProvider({ agents: ['ann@example.com'], clients: [registration] });
 * setupServer(...identityProviderHandlers(provider)).listen({ onUnhandledRequest: 'error' });
 */
export function identityProviderHandlers(
  provider: Pick<IdentityProvider, 'handle'>,
  { origin = 'https://signin.rhinokeen.com' }: IdentityProviderHandlersOptions = {},
): HttpHandler[] {
  const answer = ({ request }: { request: Request }): Promise<Response> => provider.handle(request);
  return [http.all(`${origin}/oauth/token_exchange`, answer), http.get(`${origin}/oauth/callback/:appName`, answer)];
}
