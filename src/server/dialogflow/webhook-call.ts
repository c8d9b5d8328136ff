import type { DialogflowParameters } from './template.js';

export interface WebhookCall extends DialogflowParameters {
  /** A BCP 47 tag, for a standard webhook. */
  readonly languageCode?: string;
  readonly signal?: AbortSignal;
}

/**
 * Calls a webhook.
 *
 * @returns the parameters that it answered with. One that the reply does not have is absent.
 * @throws AiccError
 * - `server/webhook-failed`: it answered with another status than 2xx, which stands in `context.status`.
 * - `net/timeout`, `net/unreachable`, `net/aborted`; `net/bad-response` for a reply that is none.
 * - `auth/exchange-failed`: no access token could be had for it.
 * - `server/outbound-refused`: the rules for calls do not allow it; nothing was sent.
 * - `config/invalid-option`: a template refers to a parameter that the call does not have.
 */
export type DialogflowWebhook = (call: WebhookCall) => Promise<Readonly<Record<string, unknown>>>;
