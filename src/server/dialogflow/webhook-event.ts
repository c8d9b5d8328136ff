import { isAiccError } from '../../errors.js';

/** What a Dialogflow agent is told of a webhook call that failed. Source: the built-in events of Dialogflow CX. */
export type DialogflowWebhookEvent =
  | 'webhook.error'
  | 'webhook.error.timeout'
  | 'webhook.error.bad-request'
  | 'webhook.error.rejected'
  | 'webhook.error.unavailable'
  | 'webhook.error.not-found';

const byStatus: ReadonlyMap<number, DialogflowWebhookEvent> = new Map([
  [400, 'webhook.error.bad-request'],
  [401, 'webhook.error.rejected'],
  [403, 'webhook.error.rejected'],
  [503, 'webhook.error.unavailable'],
]);

export const eventOfStatus = (status: number): DialogflowWebhookEvent => byStatus.get(status) ?? 'webhook.error';

/**
 * The event that Dialogflow has for the failure of a webhook call. `webhook.error.not-found` is `webhook_not_found` as a
 * reason of the retail authentication; all others are `webhook_error`.
 *
 * @example
 * try {
 *   await webhook({ session: { phone_number: '2025550100' } });
 * } catch (error) {
 *   log.warn(dialogflowEventOf(error)); // webhook.error.timeout
 * }
 */
export function dialogflowEventOf(error: unknown): DialogflowWebhookEvent {
  if (isAiccError(error, 'net/timeout')) return 'webhook.error.timeout';
  if (isAiccError(error, 'net/unreachable')) return 'webhook.error.not-found';
  if (!isAiccError(error, 'server/webhook-failed')) return 'webhook.error';
  const { status } = error.context;
  return typeof status === 'number' ? eventOfStatus(status) : 'webhook.error';
}
