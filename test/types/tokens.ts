/** A CRM front end that signs in: the token manager and its sources. */
import {
  cookieSource,
  createTokenManager,
  exchangeSource,
  firstOf,
  httpTransport,
  isAiccError,
  staticSource,
  type TokenManager,
  type TokenSource,
} from 'aicc-support';

const own: TokenSource = {
  name: 'own',
  get: async ({ signal, rejected }) => {
    signal.throwIfAborted();
    return { token: rejected === undefined ? 'first' : 'second' };
  },
};

export const tokens: TokenManager = createTokenManager({
  source: firstOf(cookieSource(), exchangeSource({ endpoint: '/api/aicc-token' }), staticSource('token'), own),
  expectedUserName: 'ann@example.com',
});

export const off: () => void = tokens.on('failed', ({ error }) => {
  if (isAiccError(error, 'auth/login-required')) location.assign('/login');
});
tokens.on('token', ({ token, expiresAt, userName = '' }) => `${token.length} ${expiresAt.toFixed()} ${userName}`);
// @ts-expect-error There is no such event.
tokens.on('refreshed', () => undefined);
// @ts-expect-error There has to be a source.
createTokenManager({});
// @ts-expect-error There has to be one at least.
firstOf();
// @ts-expect-error Where the backend answers cannot be left out.
exchangeSource({});

export const transport = httpTransport({ baseUrl: '/aicc', getToken: tokens.getToken });

export async function retry(rejected: string, signal: AbortSignal): Promise<string> {
  return tokens.getToken({ rejected, signal, minValidityMs: 30_000 });
}
