/**
 * A page's site whose backend is the server half itself: `createTokenHandler`, with one exchange at the simulated
 * identity provider for each token. What is exchanged counts once there, and the agent's session has one at a time, so
 * that of two exchanges at once one is refused.
 */
import {
  createAgentKeyPair,
  createTokenHandler,
  exchangeToken,
  signAgentAssertion,
  type AgentKeyPair,
  type TokenHandlerOptions,
} from '../../src/server/index.js';
import { startIdentityProvider, type RunningIdentityProvider } from '../../src/testing/node/index.js';
import { agentName, registrationWith } from './identity.js';
import { serveHttp } from './node-http.js';
import { pageBundle } from './page-bundle.js';

export interface TokenBackend {
  readonly provider: RunningIdentityProvider;
  /** How often pages asked. */
  readonly requests: number;
  origin(host: string): string;
  /** Lets no exchange begin until it is called off. */
  hold(): () => void;
  close(): Promise<void>;
}

let keys: Promise<AgentKeyPair> | undefined;

/** @param servers How many share the work in turns. None knows what another one keeps. */
export async function startTokenBackend(servers: number): Promise<TokenBackend> {
  const script = await pageBundle('token');
  const { publicKey, privateKey } = await (keys ??= createAgentKeyPair());
  const registration = registrationWith(publicKey);
  const { clientId, clientSecret, redirectUrl, issuer } = registration;
  const provider = await startIdentityProvider({
    clients: [registration],
    agents: [agentName],
    tokenLifetimeSeconds: 3600,
  });
  let gate: Promise<void> | undefined;
  let subject: Promise<string> | undefined;
  let requests = 0;

  const exchange: TokenHandlerOptions['exchange'] = async ({ userName }, { scope, signal }) => {
    await gate;
    const mine = (subject ??= signAgentAssertion({ issuer, userName, privateKey }));
    try {
      return await exchangeToken({
        profile: 'aiccs',
        endpoint: provider.tokenEndpoint,
        clientId,
        clientSecret,
        redirectUrl,
        subjectIssuer: issuer,
        subjectToken: await mine,
        scope,
        signal,
      });
    } finally {
      if (subject === mine) subject = undefined;
    }
  };
  const handlers = Array.from({ length: servers }, () =>
    createTokenHandler({ authenticate: () => ({ userName: agentName }), exchange }),
  );
  const page = (body: string, type: string): Response => new Response(body, { headers: { 'content-type': type } });
  const site = await serveHttp(async (request) => {
    switch (new URL(request.url).pathname) {
      case '/tab.html':
        return page('<!doctype html><title>tab</title><script src="/token.js"></script>', 'text/html');
      case '/token.js':
        return page(script, 'text/javascript');
      case '/api/aicc-token':
        requests += 1;
        return handlers[(requests - 1) % servers]!(request);
      default:
        return new Response(null, { status: 404 });
    }
  });

  return {
    provider,
    get requests() {
      return requests;
    },
    origin: (host) => `http://${host}:${site.port}`,
    hold() {
      let release = (): void => undefined;
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        gate = undefined;
        release();
      };
    },
    async close() {
      await Promise.all([site.close(), provider.close()]);
    },
  };
}
