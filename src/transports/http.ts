import { systemClock, type Clock } from '../clock.js';
import type { Transport } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { createOriginMatcher, type OriginRules } from '../origins.js';
import { createHttpClient } from './http/client.js';
import { createMirror } from './http/mirror.js';
import { openSession } from './http/session.js';
import { createTokens, type GetToken } from './http/tokens.js';

export interface HttpTransportOptions extends OriginRules {
  /**
   * Where the server answers, e.g. `https://cti.example.com/aicc` or `/aicc`. https, unless it is loopback or the
   * page's own origin; `dangerouslyAllowHttp` admits others.
   */
  readonly baseUrl: string;
  /** The access token, sent in the Authorization header. Without it the server must know the page by other means. */
  readonly getToken?: GetToken;
  /** @default the global fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** How long the server may take to begin the event stream, in milliseconds. @default 10000 */
  readonly openTimeoutMs?: number;
  /**
   * After how much silence of the event stream the link counts as lost, in milliseconds. At least two and a half
   * times the heartbeat of the server.
   *
   * @default 45000
   */
  readonly silenceMs?: number;
  readonly clock?: Clock;
}

/**
 * The link of a page to a server that serves connections (`serveConnection` of `aicc-support/server`, or one that
 * keeps to docs/protocol/http.md): operations by POST, events over a stream.
 *
 * A refused token is renewed once, for all requests that it failed. Nothing else is repeated. A stream that was cut
 * goes on where it was, so that no event is lost or comes twice; a server that does not remember gives a snapshot.
 *
 * Requests fail with `net/unreachable`, `net/bad-response`, `auth/token-rejected`, `auth/forbidden`, or what the
 * server answers.
 *
 * @throws AiccError `config/invalid-option`, `config/invalid-origin`
 * @example
 * const connection = await connect(
 *   httpTransport({ baseUrl: 'https://cti.example.com/aicc', getToken: ({ rejected }) => session.token(rejected) }),
 * );
 */
export function httpTransport(options: HttpTransportOptions): Transport {
  const { getToken, fetch, clock = systemClock, openTimeoutMs = 10_000, silenceMs = 45_000 } = options;
  const counts = { opened: 0, resumed: 0, renewals: 0, violations: 0 };
  const tokens = createTokens(getToken, () => (counts.renewals += 1));
  const client = createHttpClient(resolveBaseUrl(options), tokens, fetch);
  const mirror = createMirror();

  return {
    name: 'http',
    diagnostics: () => ({ ...counts }),
    open: (sink, { signal }) => openSession({ sink, signal, client, mirror, clock, openTimeoutMs, silenceMs, counts }),
  };
}

function resolveBaseUrl(options: HttpTransportOptions): string {
  const page = globalThis as { readonly document?: Document; readonly location?: Location };
  let url: URL;
  try {
    url = new URL(options.baseUrl, page.document?.baseURI ?? page.location?.href);
  } catch {
    throw new AiccError('config/invalid-option', 'baseUrl is not the address of a server');
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new AiccError('config/invalid-option', 'baseUrl must not carry a query, a fragment or credentials');
  }
  if (url.origin !== page.location?.origin) createOriginMatcher([url.origin], options);
  return url.href.replace(/\/$/, '');
}
