/**
 * oidc-provider as the third-party platform where agents sign in: an implementation that is not ours. It has a page to
 * log in and one to consent, as platforms have, and holds the agent's account name in a field of UserInfo.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider as ProviderType } from 'oidc-provider';
import { Provider } from './oidc-provider-on-node-20.js';

export interface PlatformClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly redirect_uris: readonly string[];
}

export interface OidcPlatform {
  /** As pages see it. */
  readonly origin: string;
  readonly authorizeUrl: string;
  readonly tokenEndpoint: string;
  /** The endpoints as servers of the test reach them. */
  readonly inside: { readonly tokenEndpoint: string; readonly userEndpoint: string };
  /** How it behaves from now on: as it should, without ever answering, or with the window cut off from its opener. */
  behave(how: 'well' | 'hangs' | 'cuts-off'): void;
  close(): Promise<void>;
}

/** The field of UserInfo that is mapped to the agent. */
export const mappingField = 'crm_account';

interface Account {
  readonly login: string;
  readonly accountName: string;
}

export interface OidcPlatformOptions {
  readonly hostname: string;
  readonly accounts: readonly Account[];
  clients(): readonly PlatformClient[];
}

export async function startOidcPlatform(options: OidcPlatformOptions): Promise<OidcPlatform> {
  let how: Parameters<OidcPlatform['behave']>[0] = 'well';
  const server = createServer((request, response) => {
    if (how === 'hangs') return;
    if (how === 'cuts-off') response.setHeader('cross-origin-opener-policy', 'same-origin');
    void Promise.resolve(handle(request, response)).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://${options.hostname}:${port}`;
  const inside = `http://127.0.0.1:${port}`;

  const provider: ProviderType = new Provider(origin, {
    clients: options.clients().map((client) => ({
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: client.client_secret === undefined ? 'none' : 'client_secret_basic',
      ...client,
    })),
    claims: { openid: ['sub'], profile: [mappingField] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of this test alone'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    clientBasedCORS: (_context: unknown, from: string, client: { redirectUris: readonly string[] }) =>
      client.redirectUris.some((uri) => new URL(uri).origin === from),
    findAccount: (_context: unknown, login: string) => {
      const account = options.accounts.find((each) => each.login === login);
      return account && { accountId: login, claims: () => ({ sub: login, [mappingField]: account.accountName }) };
    },
    // It asks at each sign-in, whatever was granted before.
    loadExistingGrant: ({ oidc: { result } }: { oidc: { result?: { consent?: { grantId?: string } } } }) => {
      const id = result?.consent?.grantId;
      return id === undefined ? undefined : provider.Grant.find(id);
    },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
  });
  const standard = provider.callback();

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid, prompt, params, session } = await provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(pageFor(prompt.name, uid));
      return;
    }
    const fields = new URLSearchParams(await textOf(request));
    if (fields.get('answer') === 'refuse') {
      await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'No' });
    } else if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: fields.get('login') } });
    } else {
      const grant = new provider.Grant({
        accountId: session?.accountId ?? '',
        clientId: String(params.client_id),
      });
      grant.addOIDCScope(String(params.scope));
      const grantId = await grant.save();
      await provider.interactionFinished(
        request,
        response,
        { consent: { grantId } },
        { mergeWithLastSubmission: true },
      );
    }
  }
  const handle = (request: IncomingMessage, response: ServerResponse): Promise<void> | void =>
    request.url?.startsWith('/interaction/') ? interact(request, response) : standard(request, response);

  return {
    origin,
    authorizeUrl: `${origin}/auth`,
    tokenEndpoint: `${origin}/token`,
    inside: { tokenEndpoint: `${inside}/token`, userEndpoint: `${inside}/me` },
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

const pageFor = (prompt: string, uid: string): string => `<!doctype html><title>Platform: ${prompt}</title>
<form method="post" action="/interaction/${uid}">
${prompt === 'login' ? '<input name="login" aria-label="Login" autofocus>' : '<p>May the application know who you are?</p>'}
<button name="answer" value="go">Continue</button>
<button name="answer" value="refuse" formnovalidate>Refuse</button>
</form>`;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
