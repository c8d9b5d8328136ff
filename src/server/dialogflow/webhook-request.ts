import { isRecord } from '../../protocol/guards.js';
import { badRequest } from '../error-response.js';
import { field, sessionParameters } from './standard-wire.js';

/** What is used of a `WebhookRequest`. */
export interface StandardWebhookRequest {
  readonly responseId: string | undefined;
  readonly tag: string;
  readonly languageCode: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The number that the telephone network signalled, where the agent is behind a telephone gateway. */
  readonly callerId: string | undefined;
}

/**
 * Reads a `WebhookRequest`. Names in camel and in snake case are known; what is not used here is ignored.
 *
 * @throws AiccError `server/bad-request`, which names the field and holds nothing of its value
 */
export function readWebhookRequest(body: unknown): StandardWebhookRequest {
  const message = record(body, 'The body');
  const parameters = sessionParameters(message);
  if (!parameters) throw badRequest('sessionInfo.parameters must be an object');
  const tag = text(record(field(message, 'fulfillmentInfo'), 'fulfillmentInfo'), 'tag');
  if (tag === undefined) throw badRequest('fulfillmentInfo.tag must be given');
  return {
    tag,
    parameters,
    responseId: text(message, 'detectIntentResponseId'),
    languageCode: text(message, 'languageCode'),
    callerId: callerIdOf(message),
  };
}

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw badRequest(`${name} must be an object`);
}

/** An empty one is absent, as protocol buffers have it. */
function text(message: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = field(message, name);
  if (value !== undefined && typeof value !== 'string') throw badRequest(`${name} must be a text`);
  return value === '' ? undefined : value;
}

/** A payload is the integration's own: one of another form is none of ours. */
function callerIdOf({ payload }: Readonly<Record<string, unknown>>): string | undefined {
  const telephony = isRecord(payload) ? field(payload, 'telephony') : undefined;
  const id = isRecord(telephony) ? field(telephony, 'callerId') : undefined;
  return typeof id === 'string' ? id : undefined;
}
