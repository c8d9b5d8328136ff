import { AiccError } from '../../errors.js';
import { isRecord } from '../../protocol/guards.js';
import type { OutboundResponse } from '../outbound/outbound.js';
import { parseJsonPath, readJsonPath } from './json-path.js';
import { sessionParameters } from './standard-wire.js';
import type { DialogflowWebhookOptions } from './webhook-options.js';

export type ReadReply = (response: OutboundResponse) => Readonly<Record<string, unknown>>;

/**
 * Takes the parameters out of a reply. An answer to "who is this" is not guessed at: what is not JSON is no reply.
 *
 * @throws AiccError `config/invalid-option`; the reader `net/bad-response`, which holds nothing of the reply
 */
export function replyReader({ type, responseMapping }: DialogflowWebhookOptions): ReadReply {
  const mapping =
    responseMapping && Object.entries(responseMapping).map(([name, path]) => ({ name, path: parseJsonPath(path) }));
  const ownNames = type === 'standard' ? sessionParameters : (reply: unknown) => (isRecord(reply) ? reply : undefined);
  return ({ status, body }) => {
    // Nothing to say: 204 says so.
    const reply = status === 204 ? {} : parse(body);
    if (!mapping) return ownNames(reply) ?? malformed('its parameters are no object');
    if (typeof reply !== 'object' || reply === null) return malformed('it is neither an object nor a list');
    return Object.fromEntries(
      mapping.flatMap(({ name, path }) => {
        const value = readJsonPath(reply, path);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return malformed('it is not JSON');
  }
}

function malformed(what: string): never {
  throw new AiccError('net/bad-response', `The reply of the webhook is malformed: ${what}`);
}
