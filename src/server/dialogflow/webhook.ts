import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { parseRetryAfter } from '../../retry-after.js';
import type { OutboundResponse } from '../outbound/outbound.js';
import { readTrust } from '../outbound/trust.js';
import { basicHeader } from './basic-header.js';
import { createAccessTokens } from './client-credentials.js';
import { createDeadline } from './deadline.js';
import { replyReader } from './reply-reader.js';
import { requestMaker } from './request-maker.js';
import type { DialogflowWebhook } from './webhook-call.js';
import { eventOfStatus } from './webhook-event.js';
import type { DialogflowWebhookOptions } from './webhook-options.js';

/**
 * A webhook as Dialogflow CX calls it, to be called by our service: flexible (request and reply as configured) or
 * standard.
 *
 * A call is made once. Only a refused access token (401) is renewed and the call made again, once: the webhook did not
 * do anything then. Dialogflow itself repeats a call that timed out; a repeated `send_otp` would send a second code.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const userDetails = dialogflowWebhook({
 *   outbound: createOutbound({ allowedOrigins: ['https://crm.example.com'] }),
 *   url: 'https://crm.example.com/users?phone=$session.params.phone_number',
 *   method: 'GET',
 *   responseMapping: { email: '$.user.mail', user_first_name: '$.user.names[0]' },
 *   basic: { username: 'contact-centre', password: process.env.CRM_PASSWORD ?? '' },
 * });
 * const { email } = await userDetails({ session: { phone_number: '2025550100' } });
 */
export function dialogflowWebhook(options: DialogflowWebhookOptions): DialogflowWebhook {
  const { outbound, timeoutMs = 5000, oauth, clientCertificate, clock = systemClock } = options;
  if (!(timeoutMs > 0 && timeoutMs <= 30_000)) throw invalid('timeoutMs must be more than 0 and at most 30000');
  const makeRequest = requestMaker(options);
  const readReply = replyReader(options);
  const headers = checkedHeaders(options);
  // A certificate that cannot be read shows now.
  if (clientCertificate) readTrust(clientCertificate);
  const tokens = oauth && createAccessTokens(oauth, { outbound, clock, timeoutMs });

  return async (call) => {
    // The same for both tries: it is one call.
    const request = makeRequest(call, randomUUID());
    const deadline = createDeadline(timeoutMs, clock);
    const send = (token?: string): Promise<OutboundResponse> =>
      outbound({
        ...request,
        headers: { ...headers, ...request.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
        timeoutMs: deadline.left(),
        ...(clientCertificate && { clientCertificate }),
        ...(call.signal && { signal: call.signal }),
      });
    if (!tokens) return readReply(succeeded(await send(), clock));

    const token = await deadline.race(tokens.get(), call.signal);
    const response = await send(token);
    if (response.status !== 401) return readReply(succeeded(response, clock));
    tokens.reject(token);
    return readReply(succeeded(await send(await deadline.race(tokens.get(), call.signal)), clock));
  };
}

/** @throws AiccError `server/webhook-failed`, which holds nothing of the reply */
function succeeded(response: OutboundResponse, clock: Clock): OutboundResponse {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return response;
  const retryAfterMs = parseRetryAfter(headers['retry-after'] ?? null, clock.now());
  throw new AiccError('server/webhook-failed', `The webhook answered ${status}`, {
    retryable: status === 429 || status >= 500,
    context: { status, event: eventOfStatus(status), ...(retryAfterMs !== undefined && { retryAfterMs }) },
  });
}

function checkedHeaders({ headers = {}, basic, oauth }: DialogflowWebhookOptions): Readonly<Record<string, string>> {
  const hasOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if ([hasOwn, basic, oauth].filter(Boolean).length > 1) {
    throw invalid('A webhook has one of basic, oauth and a header authorization');
  }
  return { ...headers, ...(basic && { authorization: basicHeader(basic.username, basic.password) }) };
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
