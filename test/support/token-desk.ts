import type { Clock } from '../../src/clock.js';
import {
  createAgentKeyPair,
  createTokenHandler,
  exchangeToken,
  signAgentAssertion,
  type AgentKeyPair,
  type FetchHandler,
  type SignedInAgent,
  type TokenHandlerOptions,
} from '../../src/server/index.js';
import { createIdentityProvider, type IdentityProvider } from '../../src/testing/index.js';
import { agentName, registrationWith } from './identity.js';

export const siteOrigin = 'https://crm.example.com';

let keys: Promise<AgentKeyPair> | undefined;

export interface TokenDeskBench {
  readonly provider: IdentityProvider;
  readonly exchange: TokenHandlerOptions['exchange'];
  /** A token endpoint; who is signed in stands in the header `x-agent`. */
  handler(options?: Partial<TokenHandlerOptions>): FetchHandler;
}

/** An identity provider, and a backend that signs for its agents. */
export async function setUpTokenDesk({
  clock,
  lifeSeconds = 3600,
  agents = [agentName],
}: {
  readonly clock?: Clock;
  readonly lifeSeconds?: number;
  readonly agents?: readonly string[];
} = {}): Promise<TokenDeskBench> {
  const { publicKey, privateKey } = await (keys ??= createAgentKeyPair());
  const registration = registrationWith(publicKey);
  const provider = createIdentityProvider({
    clients: [registration],
    agents,
    tokenLifetimeSeconds: lifeSeconds,
    ...(clock && { clock }),
  });
  const exchange: TokenHandlerOptions['exchange'] = async ({ userName }, { scope, signal }) =>
    exchangeToken({
      profile: 'aiccs',
      clientId: registration.clientId,
      clientSecret: registration.clientSecret,
      redirectUrl: registration.redirectUrl,
      subjectIssuer: registration.issuer,
      subjectToken: await signAgentAssertion({
        issuer: registration.issuer,
        userName,
        privateKey,
        ...(clock && { clock }),
      }),
      scope,
      signal,
      fetch: async (input, init) => provider.handle(new Request(input, init)),
      ...(clock && { clock }),
    });
  return {
    provider,
    exchange,
    handler: (options = {}) =>
      createTokenHandler({ authenticate: agentInHeader, exchange, ...(clock && { clock }), ...options }),
  };
}

function agentInHeader({ headers }: Request): SignedInAgent | undefined {
  const userName = headers.get('x-agent');
  return userName === null ? undefined : { userName };
}

export interface TokenRequestOptions {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string | undefined>;
}

/** What a page of the site sends, but for what a test changes. */
export function askForToken({ method = 'POST', body = '{}', headers = {} }: TokenRequestOptions = {}): Request {
  const all: Record<string, string | undefined> = {
    origin: siteOrigin,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    'x-requested-with': 'aicc-support',
    'x-agent': agentName,
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const hasBody = method !== 'GET' && method !== 'OPTIONS';
  return new Request(`${siteOrigin}/api/aicc-token`, { method, headers: given, ...(hasBody && { body }) });
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly server_time: number;
}

/** The token in an answer; fails the test where there is none. */
export async function tokenIn(response: Response): Promise<TokenAnswer> {
  const body = (await response.json()) as TokenAnswer;
  if (response.status !== 200) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return body;
}
