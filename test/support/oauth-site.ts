/**
 * All who take part in a sign-in: the platform, the identity provider on its own host, and the page's site with its
 * backend. Names under `localhost` are loopback, and secure to a browser; those of one registrable domain are one site.
 */
import { createTokenHandler, exchangeToken, oauthCallbackPage, type FetchHandler } from '../../src/server/index.js';
import { createIdentityProvider, type ClientRegistration, type IdentityProvider } from '../../src/testing/index.js';
import { mappingField } from '../../examples/platform/platform.mjs';
import { createRedeemer, type KnownAgent } from '../../examples/platform/platform-client.mjs';
import { serveHttp } from './node-http.js';
import { startOidcPlatform, type OidcPlatform } from './oidc-platform.js';
import { pageBundle } from './page-bundle.js';

export const agent = { login: 'ann', accountName: 'ann@example.com' };
/** May log in, and is no agent of the centre. */
export const stranger = { login: 'bob', accountName: 'bob@example.com' };

export const hosts = {
  crm: 'crm.aicc.localhost',
  provider: 'signin.aicc.localhost',
  otherSite: 'crm.other.localhost',
  platform: 'login.platform.localhost',
  evil: 'page.evil.localhost',
};

export interface OAuthSite {
  readonly platform: OidcPlatform;
  readonly provider: IdentityProvider;
  /** The page's site under one of its names. */
  origin(host: string): string;
  /** The provider's own callback of an application, as the platform knows it. */
  providerCallback(appName: 'crm' | 'hostonly'): string;
  /** What the page that is redirected to starts with. */
  startWith(options: object): void;
  /** The codes that the page's backend was sent. */
  readonly redeemed: readonly string[];
  close(): Promise<void>;
}

const backend = { client_id: 'crm-page', client_secret: 'the-secret-of-the-backend' };
const upstream = { client_id: 'aicc-host', client_secret: 'the-secret-of-the-provider' };

export async function startOAuthSite(): Promise<OAuthSite> {
  const script = await pageBundle('oauth');
  let started = '';
  const redeemed: string[] = [];
  const sessions = new Map<string, KnownAgent>();
  let providerHandler: FetchHandler = () => Promise.resolve(new Response(null, { status: 503 }));
  let siteHandler: FetchHandler = providerHandler;
  const providerServer = await serveHttp((request) => providerHandler(request));
  const siteServer = await serveHttp((request) => siteHandler(request));
  const origin = (host: string): string => `http://${host}:${siteServer.port}`;
  const providerCallback = (appName: string): string =>
    `http://${hosts.provider}:${providerServer.port}/oauth/callback/${appName}`;

  const ownCallbacks = [hosts.crm, hosts.otherSite].flatMap((host) =>
    ['/signed-in', '/bare-callback', '/returning.html'].map((path) => `${origin(host)}${path}`),
  );
  const passedOn = [hosts.crm, hosts.otherSite].flatMap((host) =>
    ['/provider/json', '/provider/page', '/provider/people'].map((path) => `${origin(host)}${path}`),
  );
  const platform = await startOidcPlatform({
    hostname: hosts.platform,
    accounts: [agent, stranger],
    clients: [
      { ...upstream, redirect_uris: [providerCallback('crm'), providerCallback('hostonly'), ...passedOn] },
      { ...backend, redirect_uris: ownCallbacks },
      { client_id: 'public-page', redirect_uris: ownCallbacks },
    ],
  });

  const registration = (appName: string, redirectUri?: string): ClientRegistration => ({
    mode: 'oauth',
    appName,
    clientId: `idp_${appName}`,
    clientSecret: 's3cret',
    redirectUrl: 'https://crm.example.com/callback',
    platform: {
      tokenEndpoint: platform.inside.tokenEndpoint,
      userEndpoint: platform.inside.userEndpoint,
      clientId: upstream.client_id,
      clientSecret: upstream.client_secret,
      mappingField,
      ...(redirectUri !== undefined && { redirectUri }),
    },
  });
  const agents = [agent.accountName];
  const provider = createIdentityProvider({
    agents,
    clients: [registration('crm')],
    cookieDomain: 'aicc.localhost',
    tokenLifetimeSeconds: 3600,
  });
  const withoutDomain = createIdentityProvider({ agents, clients: [registration('hostonly')] });
  providerHandler = (request) =>
    (new URL(request.url).pathname.endsWith('/hostonly') ? withoutDomain : provider).handle(request);

  /** The page's server passes the code on to the provider, which redeems it as one for that address. */
  async function askProvider(url: URL): Promise<Response> {
    const passing = createIdentityProvider({ agents, clients: [registration('own', `${url.origin}${url.pathname}`)] });
    return passing.handle(new Request(`http://${hosts.provider}/oauth/callback/own${url.search}`));
  }

  const redeem = createRedeemer({
    ...platform.inside,
    clientId: backend.client_id,
    clientSecret: backend.client_secret,
    mappingField,
  });
  /** Redeems a code of the page at the platform, and asks it who that is. */
  async function agentOfCode(request: Request): Promise<KnownAgent | undefined> {
    redeemed.push(((await request.clone().json()) as { readonly code: string }).code);
    return redeem(request.clone());
  }

  const handlerFor = (authenticate: (request: Request) => Promise<KnownAgent | undefined>): FetchHandler =>
    createTokenHandler<KnownAgent>({
      authenticate,
      exchange: ({ platformToken }, { scope, signal }) =>
        exchangeToken({
          profile: 'aiccs',
          clientId: 'idp_crm',
          clientSecret: 's3cret',
          redirectUrl: 'https://crm.example.com/callback',
          subjectIssuer: 'crm',
          subjectToken: platformToken,
          scope,
          signal,
          fetch: (input, init) => provider.handle(new Request(input, init)),
        }),
    });
  const sessionOf = (request: Request): string => /session=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? '';
  const renew = handlerFor((request) => Promise.resolve(sessions.get(sessionOf(request))));
  let signedIn: KnownAgent | undefined;
  const signIn = handlerFor(async (request) => (signedIn = await agentOfCode(request)));

  siteHandler = async (request) => {
    const url = new URL(request.url);
    const html = (body: string): Response =>
      new Response(`<!doctype html><title>page</title>${body}`, { headers: { 'content-type': 'text/html' } });
    switch (url.pathname) {
      case '/oauth.js':
        return new Response(script, { headers: { 'content-type': 'text/javascript' } });
      case '/app.html':
        return html('<button>Sign in</button><script src="/oauth.js"></script>');
      case '/returning.html':
        return html(`<button>Sign in</button><script>startWith = ${started}</script><script src="/oauth.js"></script>`);
      case '/frame.html':
        return html(`<iframe src="${url.searchParams.get('page')}"></iframe>`);
      case '/empty.html':
      case '/bare-callback':
        return html('');
      case '/signed-in':
        return oauthCallbackPage({ pageOrigin: url.origin, dangerouslyAllowHttp: true });
      case '/provider/json':
        return askProvider(url);
      case '/provider/people':
        return html('Something went wrong');
      case '/provider/page': {
        const reply = (await (await askProvider(url)).json()) as Record<string, unknown>;
        return oauthCallbackPage({ pageOrigin: url.origin, reply, dangerouslyAllowHttp: true });
      }
      case '/api/aicc-token':
        return renew(request);
      case '/api/aicc-sign-in': {
        const response = await signIn(request);
        if (response.ok && signedIn) {
          const id = crypto.randomUUID().replaceAll('-', '');
          sessions.set(id, signedIn);
          response.headers.append('set-cookie', `session=${id}; Path=/; HttpOnly; SameSite=Lax`);
        }
        return response;
      }
      default:
        return new Response('Not found', { status: 404 });
    }
  };

  return {
    platform,
    provider,
    origin,
    providerCallback,
    startWith(options) {
      started = JSON.stringify(options);
    },
    redeemed,
    async close() {
      await Promise.all([platform.close(), providerServer.close(), siteServer.close()]);
    },
  };
}
