import { AiccError } from '../../errors.js';

interface ExchangeClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What is exchanged: an assertion, or the access token of a third-party platform. */
  readonly subjectToken: string;
}

/** The exchange as the vendor documents it. Source: its integration guide, access_token. */
export interface AiccsExchange extends ExchangeClient {
  readonly profile: 'aiccs';
  /** @default 'https://signin.rhinokeen.com/oauth/token_exchange', the documented one */
  readonly endpoint?: string;
  /** What the token may be for; sent joined by commas. @default ['hotline'] */
  readonly scope?: readonly string[];
  /** The callback of the registration. The vendor's name of the field is `redirect_url`, not `redirect_uri`. */
  readonly redirectUrl: string;
  /** JWT mode: the issuer of the assertion. OAuth mode, back-end way: the App Name of the registration. */
  readonly subjectIssuer: string;
}

/** The exchange as RFC 8693 has it, for an identity provider that keeps to the standard. */
export interface StandardExchange extends ExchangeClient {
  readonly profile: 'rfc8693';
  readonly endpoint: string;
  /** Joined by blanks; none is sent where there is none. */
  readonly scope?: readonly string[];
  /** @default 'urn:ietf:params:oauth:token-type:jwt' */
  readonly subjectTokenType?: string;
  /** @default 'urn:ietf:params:oauth:token-type:access_token' */
  readonly requestedTokenType?: string;
  readonly audience?: string;
  readonly resource?: string;
}

export type TokenExchange = AiccsExchange | StandardExchange;

export interface ExchangeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const documentedEndpoint = 'https://signin.rhinokeen.com/oauth/token_exchange';

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/**
 * What goes over the wire. Everything is in the body: an address is written to logs on its way.
 *
 * @throws AiccError `config/invalid-option`
 */
export function exchangeRequest(exchange: TokenExchange): ExchangeRequest {
  const { clientId, clientSecret, subjectToken } = exchange;
  for (const [name, value] of Object.entries({ clientId, clientSecret, subjectToken })) mustBeText(name, value);
  // RFC 6749 URL-encodes the pair first; the vendor's encodes it as it is.
  const pair = exchange.profile === 'aiccs' ? [clientId, clientSecret] : [clientId, clientSecret].map(formEncode);
  if (pair[0]?.includes(':')) throw invalid('clientId must not contain a colon');
  return {
    url: checkedEndpoint(exchange.endpoint ?? documentedEndpoint),
    headers: {
      authorization: `Basic ${toBase64(pair.join(':'))}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams(fieldsOf(exchange)).toString(),
  };
}

/** In the order of the documents, though nobody should depend on it. */
function fieldsOf(exchange: TokenExchange): [string, string][] {
  if (exchange.profile === 'aiccs') {
    const { scope = ['hotline'], redirectUrl, subjectToken, subjectIssuer } = exchange;
    mustBeText('redirectUrl', redirectUrl);
    mustBeText('subjectIssuer', subjectIssuer);
    return [
      ['grant_type', grantType],
      ['scope', scope.join(',')],
      ['redirect_url', redirectUrl],
      ['subject_token', subjectToken],
      ['subject_issuer', subjectIssuer],
    ];
  }
  const { scope, audience, resource, subjectToken, requestedTokenType = accessTokenType } = exchange;
  const { subjectTokenType = 'urn:ietf:params:oauth:token-type:jwt' } = exchange;
  const optional = { resource, audience, scope: scope?.join(' ') };
  return [
    ['grant_type', grantType],
    ...Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ['requested_token_type', requestedTokenType],
    ['subject_token', subjectToken],
    ['subject_token_type', subjectTokenType],
  ];
}

/** @throws AiccError `config/invalid-option` */
function checkedEndpoint(endpoint: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw invalid('endpoint must be an address');
  }
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  // The request carries the client's secret.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) throw invalid('endpoint must be https');
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw invalid('endpoint must have neither credentials nor a query: what is in an address is written to logs');
  }
  return url.href;
}

function mustBeText(name: string, value: unknown): void {
  // A caller without types may have read it from a configuration where it is missing.
  if (typeof value !== 'string' || value === '') throw invalid(`${name} must not be empty`);
}

const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** Of the bytes of UTF-8, as the vendor's example does it. */
const toBase64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
