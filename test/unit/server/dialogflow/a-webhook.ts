import {
  dialogflowWebhook,
  type DialogflowWebhookOptions,
  type Outbound,
  type OutboundRequest,
  type OutboundResponse,
} from '../../../../src/server/index.js';
import { createFakeClock } from '../../../support/fake-clock.js';

/** What the other side does with a call. */
export type Answer = (request: OutboundRequest) => Promise<OutboundResponse> | OutboundResponse;

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): OutboundResponse => ({
  status,
  headers,
  body: JSON.stringify(value),
});

/** All options but those of the bench, of either kind of webhook. */
type Some = DialogflowWebhookOptions extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'outbound' | 'url' | 'clock'> & { url?: string }
    : never
  : never;

/** A webhook over a stand-in for the network. */
export function aWebhook(options: Some, answer: Answer = () => json({})) {
  const clock = createFakeClock();
  const requests: OutboundRequest[] = [];
  const outbound: Outbound = async (request) => {
    requests.push(request);
    return answer(request);
  };
  const webhook = dialogflowWebhook({ url: 'https://crm.example.com/hook', ...options, outbound, clock });
  return { webhook, requests, clock, outbound };
}

export const bodyOf = (request: OutboundRequest | undefined): unknown => JSON.parse(request?.body ?? 'null');
