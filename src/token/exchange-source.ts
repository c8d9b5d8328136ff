import { sendWithKy } from '../send-with-ky.js';
import { createExchangeSource } from './create-exchange-source.js';
import type { ExchangeSourceOptions } from './exchange-options.js';
import type { TokenSource } from './token.js';

export type { ExchangeSourceOptions };

/**
 * Your own backend, which knows who is signed in, signs for the agent and exchanges that for an access token: no secret
 * comes near the page. All tabs of the origin make one request.
 *
 * @throws AiccError `config/secret-in-browser`, `config/invalid-option`, `config/invalid-origin`; from `getToken`:
 * `auth/login-required` (nobody is signed in), `auth/forbidden`, `auth/exchange-failed` (the provider, or too many
 * requests; retryable), `net/unreachable`, `net/timeout`, `net/bad-response`, `server/bad-request`
 */
export function exchangeSource(options: ExchangeSourceOptions): TokenSource {
  return createExchangeSource(options, sendWithKy);
}
