import type { Clock } from '../../clock.js';
import { AiccError, isAiccError } from '../../errors.js';
import type { Outbound } from '../outbound/outbound.js';
import { exchangeError } from '../token/exchange-error.js';
import { readReply, type TokenGrant } from '../token/exchange-reply.js';
import { basicHeader } from './basic-header.js';

/** An access token of our own, by the client credentials grant of OAuth 2.0. Source: RFC 6749, section 4.4. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Called through the same outbound as the webhook: its origin must be allowed there. */
  readonly tokenEndpoint: string;
  readonly scopes?: readonly string[];
  /**
   * Where the credentials stand: in a header of HTTP Basic, which every server must know, or in the body. Which of them
   * Dialogflow uses is not documented.
   *
   * @default 'header'
   */
  readonly credentialsIn?: 'header' | 'body';
}

export interface AccessTokens {
  /**
   * The token that is in use, or a new one: one request, however many wait for it.
   *
   * @throws AiccError `auth/exchange-failed`, `server/outbound-refused`
   */
  get(): Promise<string>;
  /** A token that was refused is not used again. */
  reject(token: string): void;
}

/** Used up to so long before its end: the call takes time too. */
const aheadMs = 30_000;

/** Of a token that does not say how long it lives. */
const unknownLifetimeMs = 300_000;

/** @throws AiccError `config/invalid-option` */
export function createAccessTokens(
  credentials: ClientCredentials,
  { outbound, clock, timeoutMs }: { readonly outbound: Outbound; readonly clock: Clock; readonly timeoutMs: number },
): AccessTokens {
  const { clientId, clientSecret, tokenEndpoint, scopes, credentialsIn = 'header' } = credentials;
  const isComplete = [clientId, clientSecret, tokenEndpoint].every((each) => typeof each === 'string' && each !== '');
  if (!isComplete) throw new AiccError('config/invalid-option', 'oauth needs clientId, clientSecret and tokenEndpoint');
  const fields = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scopes && scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(credentialsIn === 'body' && { client_id: clientId, client_secret: clientSecret }),
  });
  const request = {
    url: tokenEndpoint,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      // RFC 6749 encodes both as a form does, before they become a pair.
      ...(credentialsIn === 'header' && { authorization: basicHeader(formEncode(clientId), formEncode(clientSecret)) }),
    },
    body: fields.toString(),
    timeoutMs,
  };
  let kept: { readonly token: string; readonly until: number } | undefined;
  let pending: Promise<string> | undefined;

  async function ask(): Promise<TokenGrant> {
    const askedAt = clock.now();
    try {
      const { status, headers, body } = await outbound(request);
      if (status === 200) return readReply(body, { profile: 'client-credentials', askedAt });
      const response = { status, headers: new Headers(headers) };
      throw exchangeError(response, body, { now: clock.now(), secrets: [clientSecret, formEncode(clientSecret)] });
    } catch (error) {
      throw failed(error);
    }
  }

  async function renew(): Promise<string> {
    const { accessToken, expiresAt } = await ask();
    const now = clock.now();
    const lifetimeMs = expiresAt === undefined ? unknownLifetimeMs : Math.max(0, expiresAt - now);
    // Of a short life a tenth, or it would never be used twice.
    kept = { token: accessToken, until: now + lifetimeMs - Math.min(aheadMs, lifetimeMs / 10) };
    return accessToken;
  }

  return {
    async get() {
      if (kept && kept.until > clock.now()) return kept.token;
      pending ??= renew().finally(() => (pending = undefined));
      return pending;
    },
    reject(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

/**
 * Whatever it was, it was not the webhook: that the token endpoint cannot be reached says nothing of whether the webhook
 * can.
 */
function failed(error: unknown): unknown {
  if (!isAiccError(error) || !error.code.startsWith('net/')) return error;
  const { retryable } = error;
  return new AiccError('auth/exchange-failed', 'No access token for the webhook could be had', {
    retryable,
    context: { reason: error.code },
    cause: error,
  });
}

const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
