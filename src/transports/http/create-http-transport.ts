import { systemClock } from '../../clock.js';
import type { Transport } from '../../connection/transport.js';
import { refuseSecrets } from '../../refuse-secrets.js';
import type { Send } from '../../send.js';
import { serverUrl } from '../../server-url.js';
import { createHttpClient } from './client.js';
import { createMirror } from './mirror.js';
import type { HttpTransportOptions } from './options.js';
import { openSession } from './session.js';
import { createTokens } from './tokens.js';

/** `httpTransport`, with what sends its requests. */
export function createHttpTransport(options: HttpTransportOptions, send: Send): Transport {
  refuseSecrets(options);
  const { getToken, fetch, clock = systemClock, openTimeoutMs = 10_000, silenceMs = 45_000 } = options;
  const counts = { opened: 0, resumed: 0, renewals: 0, violations: 0 };
  const tokens = createTokens(getToken, () => (counts.renewals += 1));
  const client = createHttpClient(serverUrl('baseUrl', options.baseUrl, options), tokens, send, fetch);
  const mirror = createMirror();

  return {
    name: 'http',
    diagnostics: () => ({ ...counts }),
    open: (sink, { signal }) => openSession({ sink, signal, client, mirror, clock, openTimeoutMs, silenceMs, counts }),
  };
}
