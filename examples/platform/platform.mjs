// @ts-check
/**
 * A company's own platform, where its people sign in (OAuth mode): oidc-provider, which is not ours. It has a page to log
 * in and one to consent, as platforms have, and a field of UserInfo that holds the account name at the contact centre.
 */
import { createOidcProvider } from './oidc-provider-on-node-20.mjs';
import { interactionPage } from './interaction-page.mjs';

/**
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 * @typedef {import('node:http').ServerResponse} ServerResponse
 *
 * @typedef {object} PlatformClient
 * @property {string} client_id
 * @property {string} [client_secret] none of a public client
 * @property {readonly string[]} redirect_uris
 *
 * @typedef {object} PlatformAccount
 * @property {string} login the name by which the platform knows somebody
 * @property {string} accountName the one by which the contact centre does
 *
 * @typedef {object} PlatformOptions
 * @property {string} origin
 * @property {readonly PlatformAccount[]} accounts
 * @property {readonly PlatformClient[]} clients
 *
 * @typedef {object} Platform
 * @property {string} authorizeUrl
 * @property {string} tokenEndpoint
 * @property {string} userEndpoint UserInfo
 * @property {(request: IncomingMessage, response: ServerResponse) => Promise<void>} handle
 */

/** The field of UserInfo that is mapped to the agent. */
export const mappingField = 'crm_account';

/** @param {PlatformOptions} options @returns {Platform} */
export function createPlatform({ origin, accounts, clients }) {
  /** @param {string} login */
  const accountOf = (login) => accounts.find((each) => each.login === login);

  const make = async () => {
    const provider = await createOidcProvider(origin, {
      clients: clients.map((client) => ({
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: client.client_secret === undefined ? 'none' : 'client_secret_basic',
        ...client,
      })),
      claims: { openid: ['sub'], profile: [mappingField] },
      conformIdTokenClaims: false,
      cookies: { keys: [crypto.randomUUID()] },
      features: { devInteractions: { enabled: false } },
      interactions: {
        url: (/** @type {unknown} */ _context, /** @type {{ uid: string }} */ { uid }) => `/interaction/${uid}`,
      },
      clientBasedCORS: (
        /** @type {unknown} */ _context,
        /** @type {string} */ from,
        /** @type {{ redirectUris: readonly string[] }} */ client,
      ) => client.redirectUris.some((uri) => new URL(uri).origin === from),
      findAccount(/** @type {unknown} */ _context, /** @type {string} */ login) {
        const account = accountOf(login);
        return account && { accountId: login, claims: () => ({ sub: login, [mappingField]: account.accountName }) };
      },
      // It asks at each sign-in, whatever was granted before.
      loadExistingGrant(/** @type {{ oidc: { result?: { consent?: { grantId?: string } } } }} */ { oidc: { result } }) {
        const id = result?.consent?.grantId;
        return id === undefined ? undefined : provider.Grant.find(id);
      },
      ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
    });
    return { provider, standard: provider.callback() };
  };
  /** @type {ReturnType<typeof make> | undefined} */
  let made;

  /**
   * @param {import('oidc-provider').Provider} provider
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async function interact(provider, request, response) {
    const { uid, prompt, params, session } = await provider.interactionDetails(request, response);
    const fields = request.method === 'POST' ? new URLSearchParams(await textOf(request)) : undefined;
    const login = fields?.get('login') ?? undefined;
    const isStranger = login !== undefined && fields?.get('answer') === 'go' && !accountOf(login);
    if (!fields || isStranger) {
      const { headers, body } = interactionPage({
        uid,
        prompt: prompt.name,
        params,
        ...(isStranger && { stranger: login }),
      });
      return void response.writeHead(200, headers).end(body);
    }
    if (fields.get('answer') !== 'go') {
      const refusal = { error: 'access_denied', error_description: 'No' };
      return provider.interactionFinished(request, response, refusal);
    }
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: login } });
    }
    const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  }

  return {
    authorizeUrl: `${origin}/auth`,
    tokenEndpoint: `${origin}/token`,
    userEndpoint: `${origin}/me`,
    async handle(request, response) {
      const { provider, standard } = await (made ??= make());
      if (request.url?.startsWith('/interaction/')) return interact(provider, request, response);
      return standard(request, response);
    },
  };
}

/** @param {IncomingMessage} request */
async function textOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 4096) return '';
  }
  return text;
}
