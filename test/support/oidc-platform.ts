/** The platform of the demo where agents sign in, for tests: under a name of its own, and it can misbehave. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlatform, type Platform, type PlatformOptions } from '../../examples/platform/platform.mjs';

export interface OidcPlatform extends Pick<Platform, 'authorizeUrl' | 'tokenEndpoint'> {
  /** The endpoints as servers of the test reach them. */
  readonly inside: Pick<Platform, 'tokenEndpoint' | 'userEndpoint'>;
  /** How it behaves from now on: as it should, without ever answering, or with the window cut off from its opener. */
  behave(how: 'well' | 'hangs' | 'cuts-off'): void;
  close(): Promise<void>;
}

export async function startOidcPlatform({
  hostname,
  ...options
}: Omit<PlatformOptions, 'origin'> & { readonly hostname: string }): Promise<OidcPlatform> {
  let how: Parameters<OidcPlatform['behave']>[0] = 'well';
  const server = createServer((request, response) => {
    if (how === 'hangs') return;
    if (how === 'cuts-off') response.setHeader('cross-origin-opener-policy', 'same-origin');
    platform.handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const platform = createPlatform({ ...options, origin: `http://${hostname}:${port}` });
  const inside = (url: string): string => url.replace(hostname, '127.0.0.1');

  return {
    authorizeUrl: platform.authorizeUrl,
    tokenEndpoint: platform.tokenEndpoint,
    inside: { tokenEndpoint: inside(platform.tokenEndpoint), userEndpoint: inside(platform.userEndpoint) },
    behave(next) {
      how = next;
      if (next !== 'hangs') server.closeIdleConnections();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
