import { createIdentityProvider, type IdentityProvider } from '../identity-provider/create-identity-provider.js';
import type { IdentityProviderOptions } from '../identity-provider/options.js';
import { serveHttp } from './serve-http.js';

export interface StartIdentityProviderOptions extends IdentityProviderOptions {
  /** @default a free one */
  readonly port?: number;
}

export interface RunningIdentityProvider extends IdentityProvider {
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** Where tokens are exchanged. */
  readonly tokenEndpoint: string;
  /** The callback of an application, to be registered at the third-party platform. */
  callbackUrl(appName: string): string;
  /** Ends every connection, and what hangs. */
  close(): Promise<void>;
}

/**
 * An identity provider that listens on the loopback: that of `createIdentityProvider`, behind a server.
 *
 * @example
 * const provider = await startIdentityProvider({ agents: ['ann@example.com'], clients: [registration] });
 * await exchangeToken({ profile: 'aiccs', endpoint: provider.tokenEndpoint, ...exchange });
 * await provider.close();
 */
export async function startIdentityProvider({
  port = 0,
  ...options
}: StartIdentityProviderOptions): Promise<RunningIdentityProvider> {
  const provider = createIdentityProvider(options);
  const server = await serveHttp(provider.handle, { port });
  return {
    ...provider,
    origin: server.origin,
    tokenEndpoint: `${server.origin}/oauth/token_exchange`,
    callbackUrl: (appName) => `${server.origin}/oauth/callback/${appName}`,
    async close() {
      provider.faults.clear();
      await server.close();
    },
  };
}
