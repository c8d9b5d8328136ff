import { systemClock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { createAccessTokens, splitScope, type AccessToken, type TokenReply } from './access-tokens.js';
import { createAssertions } from './assertions.js';
import { createProviderFaults, type ProviderFaults } from './faults.js';
import { jsonResponse, OAuthRefusal, refusalResponse } from './oauth-error.js';
import type { ClientRegistration, IdentityProviderOptions, OAuthRegistration } from './options.js';
import { createPlatform, type Platform } from './platform.js';
import { readBasic, readForm, requiredField } from './read-form.js';

/** One request for a token, as it went. Holds no token and no secret. */
export interface ExchangeRecord {
  readonly way: 'exchange' | 'callback';
  /** In milliseconds since the epoch, by the right clock. */
  readonly startedAt: number;
  /** Absent while it is under way. */
  readonly endedAt?: number;
  readonly status?: number;
  /** Whose token was given. */
  readonly userName?: string;
  /** Why none was. */
  readonly error?: string;
}

/** The identity provider of the simulated contact centre. */
export interface IdentityProvider {
  /**
   * Answers `POST /oauth/token_exchange`, and `GET /oauth/callback/{appName}`, where the browser comes back from a
   * third-party platform. All other paths are 404. Never rejects.
   */
  handle(request: Request): Promise<Response>;
  /** What a contact centre does with an access token that a page sends: whose it is, none when it does not count. */
  verify(accessToken: string): Promise<AccessToken | undefined>;
  /** Takes an agent away: neither exchanged for nor verified from then on. */
  disable(userName: string): void;
  /** All requests for tokens, the first first. */
  readonly exchanges: readonly ExchangeRecord[];
  readonly faults: ProviderFaults;
}

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';

/**
 * An identity provider that behaves as the vendor documents its own: it checks credentials, registration, form and
 * signature, and refuses as OAuth does. How the real one words a refusal is not documented.
 *
 * It refuses an assertion whose `jti` was used, one whose `exp` has passed (in seconds; thirteen digits are read as
 * milliseconds), and one whose `user_name` is not the account name of exactly one agent.
 *
 * @throws AiccError `config/invalid-option` when two registrations have one `clientId`
 * @example
 * const provider = createIdentityProvider({
 *   agents: ['ann@example.com'],
 *   clients: [{
 *     mode: 'jwt', appName: 'crm', clientId: 'idp_1', clientSecret: 'secret', publicKey,
 *     issuer: 'https://crm.example.com', redirectUrl: 'https://crm.example.com/callback',
 *   }],
 * });
 */
export function createIdentityProvider(options: IdentityProviderOptions): IdentityProvider {
  const { clients, issuer = 'http://developer.example.com', tokenLifetimeSeconds = 2_591_999 } = options;
  const { clock = systemClock, cookieDomain } = options;
  if (new Set(clients.map(({ clientId }) => clientId)).size < clients.length) {
    throw new AiccError('config/invalid-option', 'Two clients have the same clientId');
  }
  const faults = createProviderFaults(clock);
  const assertions = createAssertions(faults);
  const tokens = createAccessTokens({ issuer, lifetimeSeconds: tokenLifetimeSeconds, clock: faults });
  const disabled = new Set<string>();
  const exchanges: ExchangeRecord[] = [];
  const fetchOf = (): typeof fetch => options.fetch ?? fetch;
  const platformOf = ({ platform }: OAuthRegistration): Platform => createPlatform(platform, fetchOf);

  const isAgent = (userName: string): boolean =>
    !disabled.has(userName) && options.agents.filter((each) => each === userName).length === 1;

  async function grant(userName: string, { clientId }: ClientRegistration, scope: string): Promise<TokenReply> {
    if (!isAgent(userName)) throw new OAuthRefusal('invalid_grant', 'The user name maps to no agent, or to several');
    return tokens.issue({ userName, clientId, scope });
  }

  function clientOf(request: Request): ClientRegistration {
    const credentials = readBasic(request);
    const client = clients.find(({ clientId }) => clientId === credentials?.id);
    if (client && client.clientSecret === credentials?.secret) return client;
    throw new OAuthRefusal('invalid_client', 'The client credentials are not those of a registration', 401);
  }

  async function exchange(request: Request, tell: (userName: string) => void): Promise<Response> {
    const fields = await readForm(request);
    const client = clientOf(request);
    if (requiredField(fields, 'grant_type') !== grantType) {
      throw new OAuthRefusal('unsupported_grant_type', 'The grant type here is token exchange');
    }
    const scope = requiredField(fields, 'scope');
    mustBeRegistered(scope, client);
    if (requiredField(fields, 'redirect_url') !== client.redirectUrl) {
      throw new OAuthRefusal('invalid_request', 'redirect_url is not the registered one');
    }
    const subject = requiredField(fields, 'subject_token');
    if (requiredField(fields, 'subject_issuer') !== (client.mode === 'jwt' ? client.issuer : client.appName)) {
      throw new OAuthRefusal('invalid_request', 'subject_issuer is not the registered one');
    }
    const userName =
      client.mode === 'jwt' ? await assertions.redeem(subject, client) : await platformOf(client).accountOf(subject);
    const reply = await grant(userName, client, scope);
    tell(userName);
    return jsonResponse(reply);
  }

  async function callback(request: Request, tell: (userName: string) => void): Promise<Response> {
    const url = new URL(request.url);
    const appName = url.pathname.slice(callbackPath.length);
    const client = clients.find((each) => each.mode === 'oauth' && each.appName === appName);
    if (client?.mode !== 'oauth') throw new OAuthRefusal('invalid_request', 'No such application', 404);
    const code = url.searchParams.get('code');
    if (!code) throw new OAuthRefusal(url.searchParams.get('error') ?? 'invalid_request', 'The platform sent no code');
    const platform = platformOf(client);
    const redirectUri = client.platform.redirectUri ?? `${url.origin}${url.pathname}`;
    const userName = await platform.accountOf(await platform.redeem(code, redirectUri));
    const reply = await grant(userName, client, scopesOf(client).join(','));
    tell(userName);
    const domain = cookieDomain === undefined ? '' : `; Domain=${cookieDomain}`;
    const secure = url.protocol === 'https:' ? '; Secure' : '';
    const cookie = `AC_TOKEN=${reply.access_token}; Path=/; Max-Age=${reply.expires_in}; SameSite=Lax${secure}${domain}`;
    return jsonResponse(reply, { headers: { 'set-cookie': cookie } });
  }

  /** Serves one request for a token, and writes down how it went. */
  async function recorded(
    way: ExchangeRecord['way'],
    serve: (tell: (userName: string) => void) => Promise<Response>,
  ): Promise<Response> {
    const record: { -readonly [Key in keyof ExchangeRecord]: ExchangeRecord[Key] } = { way, startedAt: clock.now() };
    exchanges.push(record);
    const response = await serve((userName) => (record.userName = userName)).catch((error: unknown) => {
      const refusal =
        error instanceof OAuthRefusal ? error : new OAuthRefusal('server_error', 'The provider failed', 500);
      record.error = refusal.error;
      return refusalResponse(refusal);
    });
    record.endedAt = clock.now();
    record.status = response.status;
    return response;
  }

  return {
    async handle(request) {
      const { pathname } = new URL(request.url);
      if (pathname === exchangePath) {
        return recorded('exchange', (tell) => faults.apply(request.signal, () => exchange(request, tell)));
      }
      if (pathname.startsWith(callbackPath) && request.method === 'GET') {
        return recorded('callback', (tell) => callback(request, tell));
      }
      return refusalResponse(new OAuthRefusal('invalid_request', 'There is nothing at this path', 404));
    },
    async verify(accessToken) {
      const token = await tokens.verify(accessToken);
      return token && isAgent(token.userName) ? token : undefined;
    },
    disable: (userName) => void disabled.add(userName),
    exchanges,
    faults,
  };
}

const exchangePath = '/oauth/token_exchange';
const callbackPath = '/oauth/callback/';

const scopesOf = ({ scopes = ['user_management', 'hotline'] }: ClientRegistration): readonly string[] => scopes;

function mustBeRegistered(scope: string, client: ClientRegistration): void {
  if (splitScope(scope).every((each) => scopesOf(client).includes(each))) return;
  throw new OAuthRefusal('invalid_scope', 'The registration does not cover this scope');
}
