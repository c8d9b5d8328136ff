import { AiccError } from '../errors.js';
import { readJson } from '../read-json.js';
import { refuseSecretsWithin } from '../refuse-secrets.js';
import type { Send } from '../send.js';
import { serverUrl } from '../server-url.js';
import type { ExchangeSourceOptions } from './exchange-options.js';
import { readReply } from './read-reply.js';
import type { SourcedToken, TokenSource } from './token.js';

/** `exchangeSource`, with what sends its requests. */
export function createExchangeSource(options: ExchangeSourceOptions, send: Send): TokenSource {
  refuseSecretsWithin(options);
  const { credentials = 'same-origin', headers, timeoutMs = 10_000, fetch } = options;
  const endpoint = serverUrl('endpoint', options.endpoint, options);

  return {
    name: 'exchange',
    // Another tab's request, what it told, and then one of our own.
    timeoutMs: 2 * timeoutMs + 10_000,
    async get({ reason, rejected, clock, once }) {
      if (reason === 'look') throw new AiccError('auth/interaction-required');
      // Before the lock: it is not ours.
      const more = typeof headers === 'function' ? headers() : headers;
      const exchange = async (signal: AbortSignal): Promise<SourcedToken> => {
        const response = await send(endpoint, {
          method: 'POST',
          headers: { ...more, 'content-type': 'application/json', 'x-requested-with': 'aicc-support' },
          body: JSON.stringify({ rejected }),
          credentials,
          signal,
          cache: 'no-store',
          // A redirect would lead to a page for people, or give the token that was refused to who knows whom.
          redirect: 'error',
          ...(fetch && { fetch }),
        });
        return readReply(response, await readJson(response), clock);
      };
      return once(`exchange ${endpoint}`, exchange, { timeoutMs });
    },
  };
}
