import type { Clock } from '../../clock.js';
import type { OriginRules } from '../../origins.js';
import type { GetToken } from './tokens.js';

export interface HttpTransportOptions extends OriginRules {
  /**
   * Where the server answers, e.g. `https://cti.example.com/aicc` or `/aicc`. https, unless it is loopback or the
   * page's own origin; `dangerouslyAllowHttp` admits others.
   */
  readonly baseUrl: string;
  /** The access token, sent in the Authorization header. Without it the server must know the page by other means. */
  readonly getToken?: GetToken;
  /**
   * Where the agent works: this browser or program, told to the server as `Aicc-Seat`, where `connectionFor` may give
   * each seat a connection of its own. An agent who signs in at a second seat gets `auth/signed-in-elsewhere` and the
   * choice. 1 to 64 letters, digits, `_` or `-`, the same for all tabs and after a reload; no secret.
   *
   * @default none: the server takes all pages of an agent for one seat
   * @example
   * httpTransport({ baseUrl, getToken, seat: (localStorage.aiccSeat ??= crypto.randomUUID()) });
   */
  readonly seat?: string;
  /** @default the global fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** How long the server may take to begin the event stream, in milliseconds. @default 10000 */
  readonly openTimeoutMs?: number;
  /**
   * After how much silence of the event stream the link counts as lost, in milliseconds. At least two and a half
   * times the heartbeat of the server.
   *
   * @default 45000
   */
  readonly silenceMs?: number;
  readonly clock?: Clock;
}
