import { AiccError, isAiccError } from '../../errors.js';
import type { Send } from '../../send.js';
import type { Tokens } from './tokens.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Gives this request up. */
  readonly signal: AbortSignal;
  /** Gives up what is asked for all requests: the token. */
  readonly lifetime: AbortSignal;
}

export interface HttpClientOptions {
  readonly baseUrl: string;
  readonly tokens: Tokens;
  readonly send: Send;
  readonly fetch: typeof globalThis.fetch | undefined;
  /** Where the agent works. */
  readonly seat: string | undefined;
}

export type HttpClient = (request: HttpRequest) => Promise<Response>;

/**
 * Sends requests with the access token. A refused token is renewed once, and the request sent once more: the server
 * answers 401 before it does anything, and the request id tells it a repeat.
 */
export function createHttpClient({ baseUrl, tokens, send, fetch, seat }: HttpClientOptions): HttpClient {
  function attempt({ method, path, headers, body, signal }: HttpRequest, token: string | undefined): Promise<Response> {
    return send(`${baseUrl}${path}`, {
      method,
      headers: {
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(seat !== undefined && { 'aicc-seat': seat }),
      },
      signal,
      cache: 'no-store',
      // A redirect would take the token, or the customer's number, who knows where.
      redirect: 'error',
      ...(body !== undefined && { body }),
      ...(fetch && { fetch }),
    });
  }

  return async (request) => {
    const { signal, lifetime } = request;
    try {
      const token = await tokens.current(lifetime);
      const response = await attempt(request, token);
      if (response.status !== 401) return response;
      const renewed = await tokens.renew(token, lifetime);
      if (renewed === undefined) return response;
      // An abort may have ended the body meanwhile, which is no news to anybody.
      response.body?.cancel().catch(() => undefined);
      return await attempt(request, renewed);
    } catch (error) {
      throw transferError(error, signal);
    }
  };
}

/** What `fetch`, or reading a body, fails with. */
export function transferError(cause: unknown, signal: AbortSignal): AiccError {
  if (isAiccError(cause)) return cause;
  return signal.aborted
    ? new AiccError('net/aborted', 'The request was aborted', { cause })
    : new AiccError('net/unreachable', 'The server could not be reached, or the browser refused its answer', { cause });
}
