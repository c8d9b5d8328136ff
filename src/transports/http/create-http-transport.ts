import { systemClock } from '../../clock.js';
import type { Transport } from '../../connection/transport.js';
import { AiccError } from '../../errors.js';
import { isSeat } from '../../protocol/guards.js';
import { refuseSecretsWithin } from '../../refuse-secrets.js';
import type { Send } from '../../send.js';
import { serverUrl } from '../../server-url.js';
import { createHttpClient } from './client.js';
import { createMirror } from './mirror.js';
import type { HttpTransportOptions } from './options.js';
import { openSession } from './session.js';
import { createTokens } from './tokens.js';

/** `httpTransport`, with what sends its requests. */
export function createHttpTransport(options: HttpTransportOptions, send: Send): Transport {
  refuseSecretsWithin(options);
  const { getToken, fetch, seat, clock = systemClock, openTimeoutMs = 10_000, silenceMs = 45_000 } = options;
  const counts = { opened: 0, resumed: 0, renewals: 0, violations: 0 };
  const tokens = createTokens(getToken, () => (counts.renewals += 1));
  if (seat !== undefined && !isSeat(seat)) throw new AiccError('config/invalid-option', 'seat has not its form');
  const baseUrl = serverUrl('baseUrl', options.baseUrl, options);
  const client = createHttpClient({ baseUrl, tokens, send, fetch, seat });
  const mirror = createMirror();

  return {
    name: 'http',
    diagnostics: () => ({ ...counts }),
    open: (sink, { signal }) => openSession({ sink, signal, client, mirror, clock, openTimeoutMs, silenceMs, counts }),
  };
}
