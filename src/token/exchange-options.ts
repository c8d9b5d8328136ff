import type { OriginRules } from '../origins.js';

export interface ExchangeSourceOptions extends OriginRules {
  /**
   * Where your backend answers (`createTokenHandler` of `aicc-support/server`, or one that keeps to
   * docs/protocol/token.md), e.g. `/api/aicc-token`.
   */
  readonly endpoint: string;
  /** Whether the cookies of another origin's backend go along. @default 'same-origin' */
  readonly credentials?: 'same-origin' | 'include';
  /** More headers, such as your framework's CSRF token; a function is called before each request. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** How long the backend may take, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** @default the global fetch */
  readonly fetch?: typeof globalThis.fetch;
}
