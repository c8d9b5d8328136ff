import type { Clock } from '../../clock.js';
import type { ClientCertificate } from '../outbound/client-certificate.js';
import type { Outbound } from '../outbound/outbound.js';
import type { ClientCredentials } from './client-credentials.js';

interface WebhookOptions {
  /** Keeps to the allowed origins, to addresses outside, to 64 KiB; see {@link createOutbound}. */
  readonly outbound: Outbound;
  /**
   * How long a call may take with all that belongs to it, in milliseconds: at most 30000, and no longer than the
   * outbound allows. @default 5000
   */
  readonly timeoutMs?: number;
  /** Sent along with each call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** HTTP Basic. */
  readonly basic?: { readonly username: string; readonly password: string };
  /** A token that is got, kept and renewed as it is needed. */
  readonly oauth?: ClientCredentials;
  /** Shown to a server that asks for one. */
  readonly clientCertificate?: ClientCertificate;
  /**
   * Which field of the reply becomes which parameter: `{ email: '$.customer.contacts[0].mail' }`. Without it the fields
   * of the reply (flexible) or the session parameters in it (standard) are taken by their own names.
   */
  readonly responseMapping?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/** A webhook whose request and reply are the integrator's. */
export interface FlexibleWebhookOptions extends WebhookOptions {
  /** @default 'flexible' */
  readonly type?: 'flexible';
  /** https; may refer to parameters in its path and query: `…/users?phone=$session.params.phone_number`. */
  readonly url: string;
  /** @default 'POST' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * The JSON object to send with POST, PUT and PATCH, as a value or as its text: `{ phone: '$session.params.phone_number' }`.
   * Without it all parameters are sent by their own names; with GET and DELETE in the query, unless the address refers
   * to some.
   */
  readonly requestBody?: string | Readonly<Record<string, unknown>>;
}

/** A webhook that takes a `WebhookRequest` and answers with a `WebhookResponse`. */
export interface StandardWebhookOptions extends WebhookOptions {
  readonly type: 'standard';
  readonly url: string;
  /** Says what is asked: `fulfillmentInfo.tag`. */
  readonly tag: string;
  /**
   * The name of the session. A Dialogflow agent has names like `projects/…/sessions/…`; there is none here, so a webhook
   * that looks into them must be given one. @default a new one for each call
   */
  readonly session?: string;
}

export type DialogflowWebhookOptions = FlexibleWebhookOptions | StandardWebhookOptions;
