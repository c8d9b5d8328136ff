import { systemClock } from '../../clock.js';
import type { Transport } from '../../connection/transport.js';
import { AiccError } from '../../errors.js';
import { createOriginMatcher } from '../../origins.js';
import { createHttpClient, type Send } from './client.js';
import { createMirror } from './mirror.js';
import type { HttpTransportOptions } from './options.js';
import { openSession } from './session.js';
import { createTokens } from './tokens.js';

/** `httpTransport`, with what sends its requests. */
export function createHttpTransport(options: HttpTransportOptions, send: Send): Transport {
  const { getToken, fetch, clock = systemClock, openTimeoutMs = 10_000, silenceMs = 45_000 } = options;
  const counts = { opened: 0, resumed: 0, renewals: 0, violations: 0 };
  const tokens = createTokens(getToken, () => (counts.renewals += 1));
  const client = createHttpClient(resolveBaseUrl(options), tokens, send, fetch);
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
