import type { ClientCertificate } from './client-certificate.js';

/** One call to another system. */
export interface OutboundRequest {
  readonly url: string;
  /** @default 'POST' where there is a body, else 'GET' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole call, from the look-up of the name to the last byte; less than what the outbound allows. */
  readonly timeoutMs?: number;
  /** Instead of the outbound's own. */
  readonly clientCertificate?: ClientCertificate;
  readonly signal?: AbortSignal;
}

export interface OutboundResponse {
  /** 2xx, 4xx or 5xx: what the caller makes of it is its own business. */
  readonly status: number;
  /** By small names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Calls another system under the rules of {@link createOutbound}.
 *
 * @throws AiccError
 * - `server/outbound-refused`: the rules do not allow this call; nothing was sent.
 * - `net/unreachable`: there is nothing to talk to: no such name, no connection, no valid certificate
 *   (`context.reason` is `dns`, `connection` or `tls`).
 * - `net/timeout`: not over in time.
 * - `net/bad-response`: an answer that is none: a redirect, more than the limit, cut off, not UTF-8.
 * - `net/aborted`: by the signal.
 */
export type Outbound = (request: OutboundRequest) => Promise<OutboundResponse>;
