import { AiccError } from '../../errors.js';
import { standardRequest } from './standard-wire.js';
import { bodyTemplate, urlTemplate, type DialogflowParameters } from './template.js';
import type { WebhookCall } from './webhook-call.js';
import type { DialogflowWebhookOptions, FlexibleWebhookOptions, StandardWebhookOptions } from './webhook-options.js';

export interface MadeRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @param callId names the call */
export type MakeRequest = (call: WebhookCall, callId: string) => MadeRequest;

/** @throws AiccError `config/invalid-option` */
export const requestMaker = (options: DialogflowWebhookOptions): MakeRequest =>
  options.type === 'standard' ? standardMaker(options) : flexibleMaker(options);

function standardMaker({ url, tag, session }: StandardWebhookOptions): MakeRequest {
  if (tag === '' || !URL.canParse(url)) throw invalid('A standard webhook has an address and a tag');
  return (call, callId) => {
    const { languageCode } = call;
    const name = session ?? `sessions/${callId}`;
    const message = { responseId: callId, tag, session: name, languageCode, parameters: allOf(call) };
    return withBody(url, 'POST', standardRequest(message));
  };
}

/** Of the methods that Dialogflow offers, HEAD and OPTIONS have no reply to read anything from. */
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function flexibleMaker({ url, method = 'POST', requestBody }: FlexibleWebhookOptions): MakeRequest {
  if (!methods.includes(method)) throw invalid(`method must be one of ${methods.join(', ')}`);
  const makeUrl = urlTemplate(url);
  if (method === 'GET' || method === 'DELETE') {
    if (requestBody !== undefined) throw invalid(`A webhook with ${method} has no body`);
    const refers = /\$(session\.params|flow)\./.test(url);
    return (call) => {
      const made = makeUrl(call);
      return { url: refers ? made : withQuery(made, allOf(call)), method, headers };
    };
  }
  const makeBody = requestBody === undefined ? allOf : bodyTemplate(requestBody);
  return (call) => withBody(makeUrl(call), method, makeBody(call));
}

const headers = { accept: 'application/json' };

const withBody = (url: string, method: string, body: unknown): MadeRequest => ({
  url,
  method,
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const allOf = ({ session, flow }: DialogflowParameters): Readonly<Record<string, unknown>> => ({ ...session, ...flow });

function withQuery(address: string, parameters: Readonly<Record<string, unknown>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined) continue;
    url.searchParams.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return url.href;
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);
