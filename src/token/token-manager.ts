import { manageTokens } from './manage-tokens.js';
import type { TokenManager, TokenManagerOptions } from './manager.js';
import { browserTokenTab } from './token-tab.js';

/**
 * Holds the access token of one agent, in memory, and renews it before it ends.
 *
 * However many calls and tabs ask, one request is made: Web Locks and a BroadcastChannel see to that, and a lease in
 * IndexedDB on plain http. Deadlines are times of day, looked at again whenever the page wakes up.
 *
 * @throws AiccError `config/secret-in-browser`
 * @example
 * const tokens = createTokenManager({ source: firstOf(cookieSource(), exchangeSource({ endpoint: '/api/aicc-token' })) });
 * const transport = httpTransport({ baseUrl: '/aicc', getToken: tokens.getToken });
 * tokens.on('failed', ({ error }) => { if (isAiccError(error, 'auth/login-required')) showSignIn(); });
 */
export function createTokenManager(options: TokenManagerOptions): TokenManager {
  return manageTokens(options, browserTokenTab(options.clock));
}
