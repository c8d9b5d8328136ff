import { isRecord } from '../../protocol/guards.js';

/**
 * The messages of a standard webhook of Dialogflow CX v3, as far as they are used here. JSON of protocol buffers: names
 * are in camel case, and those of the definition (snake case) must be understood too.
 */
export interface StandardCall {
  readonly responseId: string;
  readonly tag: string;
  readonly session: string;
  readonly languageCode?: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A `WebhookRequest`. Flow parameters have no place of their own in it, so they stand among those of the session. */
export const standardRequest = ({ responseId, tag, session, languageCode, parameters }: StandardCall) => ({
  detectIntentResponseId: responseId,
  ...(languageCode !== undefined && { languageCode }),
  fulfillmentInfo: { tag },
  sessionInfo: { session, parameters },
});

/** A field by either of its names; `undefined` where it is absent, and where it is null, which means the same. */
export function field(message: Readonly<Record<string, unknown>>, camelCase: string): unknown {
  const snakeCase = camelCase.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const name = [camelCase, snakeCase].find((each) => Object.hasOwn(message, each));
  return (name === undefined ? undefined : message[name]) ?? undefined;
}

/** The session parameters of a `WebhookRequest` or a `WebhookResponse`; `undefined` for none in their right form. */
export function sessionParameters(message: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(message)) return undefined;
  const info = field(message, 'sessionInfo') ?? {};
  const parameters = isRecord(info) ? (field(info, 'parameters') ?? {}) : undefined;
  return isRecord(parameters) ? parameters : undefined;
}
