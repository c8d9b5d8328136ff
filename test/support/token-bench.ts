import { exchangeSource, type ExchangeSourceOptions } from '../../src/token/exchange-source.js';
import { manageTokens } from '../../src/token/manage-tokens.js';
import type { TokenManager, TokenManagerOptions } from '../../src/token/manager.js';
import { leaseLock, webLock } from '../../src/token/tab-lock.js';
import type { TokenTab } from '../../src/token/token-tab.js';
import { createFakeBrowser, type FakeBrowser, type FakeTab } from './shared-browser.js';

const endpoint = 'https://crm.example.com/api/aicc-token';

/** A token endpoint that a test scripts; each token that it gives is another one. */
export interface FakeEndpoint {
  readonly requests: { readonly headers: Headers; readonly body: unknown }[];
  /** The most that were under way at once. */
  readonly mostAtOnce: number;
  readonly fetch: typeof globalThis.fetch;
  /** What it answers from now on; a promise holds the request. */
  answers(answer: () => Response | Promise<Response>): void;
  /** As it answers by itself. */
  success(more?: Record<string, unknown>): Response;
}

export interface TokenPage {
  readonly tab: FakeTab;
  readonly tokens: TokenManager;
  /** What it told: the name of the event, and what is in it. */
  readonly heard: string[];
  wake(isOnline?: boolean): void;
}

export interface TokenBench {
  readonly browser: FakeBrowser;
  readonly endpoint: FakeEndpoint;
  open(options?: Partial<TokenManagerOptions>, exchange?: Partial<ExchangeSourceOptions>): TokenPage;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  pass(ms: number, stepMs?: number): Promise<void>;
}

export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
}

function createFakeEndpoint(now: () => number): FakeEndpoint {
  const requests: FakeEndpoint['requests'] = [];
  let underWay = 0;
  let mostAtOnce = 0;
  let given = 0;
  const success = (more: Record<string, unknown> = {}): Response => {
    given += 1;
    return answer(200, {
      access_token: `token-${given}`,
      token_type: 'Bearer',
      expires_in: 3600,
      server_time: Math.floor(now() / 1000),
      user_name: 'agent-371',
      ...more,
    });
  };
  let next: () => Response | Promise<Response> = success;
  return {
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    success,
    answers(answer) {
      next = answer;
    },
    async fetch(input) {
      const request = input as Request;
      requests.push({ headers: request.headers, body: await request.clone().json() });
      underWay += 1;
      mostAtOnce = Math.max(mostAtOnce, underWay);
      const aborted = new Promise<never>((_, reject) => {
        request.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
      try {
        return await Promise.race([next(), aborted]);
      } finally {
        underWay -= 1;
      }
    },
  };
}

export function createTokenBench({ hasLocks = true } = {}): TokenBench {
  const browser = createFakeBrowser({ hasLocks });
  const fake = createFakeEndpoint(() => browser.clock.now());

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 6; turn += 1) {
      await browser.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    browser,
    endpoint: fake,
    settle,
    async pass(ms, stepMs = 100) {
      await settle();
      for (let left = ms; left > 0; left -= stepMs) {
        browser.clock.advance(Math.min(stepMs, left));
        await settle();
      }
    },
    open(options = {}, exchange = {}) {
      const tab = browser.newTab();
      const clock = {
        ...tab.clock,
        // As the system's: no timer reaches further.
        setTimeout: (callback: () => void, ms: number) => tab.clock.setTimeout(callback, Math.min(ms, 2e9)),
      };
      const wakes = new Set<(isOnline: boolean) => void>();
      const tokenTab: TokenTab = {
        clock,
        random: () => 0,
        channel: (name) => tab.channel(name),
        lock: tab.locks ? webLock(tab.locks) : leaseLock(tab.database, clock),
        onWake(listener) {
          wakes.add(listener);
          return () => wakes.delete(listener);
        },
      };
      const source = exchangeSource({ endpoint, fetch: fake.fetch, ...exchange });
      const tokens = manageTokens({ source, ...options }, tokenTab);
      const heard: string[] = [];
      tokens.on('token', ({ token }) => heard.push(`token ${token}`));
      tokens.on('expiring', () => heard.push('expiring'));
      tokens.on('expired', () => heard.push('expired'));
      tokens.on('failed', ({ error, retryAt }) =>
        heard.push(`failed ${error.code}${retryAt === undefined ? '' : ` ${retryAt - tab.clock.now()}`}`),
      );
      return {
        tab,
        tokens,
        heard,
        wake: (isOnline = false) => {
          for (const wake of wakes) wake(isOnline);
        },
      };
    },
  };
}

/** The outcome of a promise that must settle by itself: what it gave, or the code that it rejected with. */
export function outcomesOf(promises: readonly Promise<string>[]): { readonly outcomes: (string | undefined)[] } {
  const outcomes: (string | undefined)[] = promises.map(() => undefined);
  for (const [index, promise] of promises.entries()) {
    promise.then(
      (token) => (outcomes[index] = token),
      (error: unknown) => (outcomes[index] = (error as { code?: string }).code ?? String(error)),
    );
  }
  return { outcomes };
}

/** Signed by nobody. */
export function makeJwt(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}
