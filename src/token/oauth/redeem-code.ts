import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { isRecord } from '../../protocol/guards.js';
import { readJson } from '../../read-json.js';
import type { Send } from '../../send.js';
import { serverUrl } from '../../server-url.js';
import { readReply } from '../read-reply.js';
import { claimsOf, readToken } from '../read-token.js';
import type { SourcedToken } from '../token.js';
import type { BackendOAuthOptions, PublicClientOAuthOptions } from './options.js';
import { refusedError } from './read-callback.js';

/** Turns a code into a token. A code counts once: whatever it fails with, another try needs another code. */
export type RedeemCode = (grant: CodeGrant, signal: AbortSignal) => Promise<SourcedToken>;

export interface CodeGrant {
  readonly code: string;
  readonly verifier: string;
  /** The token that the API refused last: a backend that keeps tokens must not give that one again. */
  readonly rejected: string | undefined;
}

/** @throws AiccError `config/invalid-option`, `config/invalid-origin` */
export function createRedeemer(
  options: BackendOAuthOptions | PublicClientOAuthOptions,
  send: Send,
  clock: Clock,
): RedeemCode {
  const { clientId, redirectUri, fetch } = options;
  // A redirect would give the code to who knows whom.
  const always = { method: 'POST', cache: 'no-store', redirect: 'error', ...(fetch && { fetch }) } as const;

  if (options.endpoint !== undefined) {
    const { credentials = 'same-origin', headers } = options;
    const endpoint = serverUrl('endpoint', options.endpoint, options);
    return async ({ code, verifier, rejected }, signal) => {
      const more = typeof headers === 'function' ? headers() : headers;
      const response = await send(endpoint, {
        ...always,
        headers: { ...more, 'content-type': 'application/json', 'x-requested-with': 'aicc-support' },
        body: JSON.stringify({ code, code_verifier: verifier, redirect_uri: redirectUri, rejected }),
        credentials,
        signal,
      });
      return readReply(response, await readJson(response), clock);
    };
  }

  const endpoint = serverUrl('tokenEndpoint', options.tokenEndpoint, options);
  return async ({ code, verifier }, signal) => {
    const response = await send(endpoint, {
      ...always,
      headers: { accept: 'application/json' },
      // Source: RFC 6749, section 4.1.3; RFC 7636, section 4.5.
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        client_id: clientId,
        code_verifier: verifier,
      }),
      credentials: 'omit',
      signal,
    });
    return readStandardReply(response, await readJson(response), clock);
  };
}

/** As RFC 6749 has it: the life of the token is optional, and what is refused is refused with 400 or 401. */
function readStandardReply(response: Response, body: unknown, clock: Clock): SourcedToken {
  const reply = isRecord(body) ? body : {};
  const { access_token: token, expires_in: seconds, error } = reply;
  if (response.status === 400 || response.status === 401) throw refusedError(error);
  if (response.status !== 200 || seconds !== undefined) return readReply(response, reply, clock);
  if (!/^bearer$/i.test(String(reply['token_type']))) throw new AiccError('net/bad-response');
  // The manager looks at what it is.
  return claimsOf(String(token))?.['exp'] === undefined
    ? { token: String(token) }
    : readToken(token, { clock, skewMs: 0, rejected: undefined });
}
