import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { jsonResponse } from './oauth-error.js';

/**
 * `error`: answers with a status of its own. `rate-limit`: 429. `hang`: never answers, until the caller gives up or the
 * fault is cleared. `delay`: answers late. `malformed`: answers 200 with something else than a token. `lost`: does its
 * work, so that the assertion is used up, and then fails with 502.
 */
export type ProviderFaultKind = 'error' | 'rate-limit' | 'hang' | 'delay' | 'malformed' | 'lost';

export interface ProviderFaultOptions {
  /** How many requests it hits; `Infinity` for all until it is cleared. @default 1 */
  readonly count?: number;
  /** Of `error`. @default 500 */
  readonly status?: number;
  /** Of `rate-limit`, in seconds. @default 1 */
  readonly retryAfterSeconds?: number;
  /** Of `delay`, in milliseconds. @default 1000 */
  readonly ms?: number;
  /** Of `malformed`. @default '<html></html>' */
  readonly body?: string;
}

export interface ProviderFaults {
  /**
   * Arms a fault for the next token exchanges. They are used up in the order in which they were armed.
   *
   * @example
   * provider.faults.next('rate-limit', { retryAfterSeconds: 30 });
   * provider.faults.next('error', { status: 503, count: 2 });
   */
  next(kind: ProviderFaultKind, options?: ProviderFaultOptions): void;
  /** Puts the provider's clock wrong, in milliseconds: what it issues and judges is by that clock. */
  setClockOffset(ms: number): void;
  /** Forgets what is armed, lets go what hangs, and sets the clock right. */
  clear(): void;
}

interface Armed extends Required<Omit<ProviderFaultOptions, 'count'>> {
  readonly kind: ProviderFaultKind;
}

export interface ProviderFaultBox extends ProviderFaults {
  /** The provider's clock. */
  now(): number;
  /** Lets the fault that is due happen to one request; `serve` is the work that is done otherwise. */
  apply(signal: AbortSignal, serve: () => Promise<Response>): Promise<Response>;
}

export function createProviderFaults(clock: Clock): ProviderFaultBox {
  let armed: { readonly fault: Armed; left: number }[] = [];
  let offsetMs = 0;
  const hanging = new Set<() => void>();

  function take(): Armed | undefined {
    const [entry] = armed;
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) armed = armed.slice(1);
    return entry.fault;
  }

  const hang = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        hanging.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      hanging.add(end);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });

  return {
    next(kind, { count = 1, status = 500, retryAfterSeconds = 1, ms = 1000, body = '<html></html>' } = {}) {
      if (!(count >= 1)) throw new AiccError('config/invalid-option', 'count must be 1 or more');
      armed.push({ fault: { kind, status, retryAfterSeconds, ms, body }, left: count });
    },
    setClockOffset(ms) {
      offsetMs = ms;
    },
    clear() {
      armed = [];
      offsetMs = 0;
      for (const end of [...hanging]) end();
    },
    now: () => clock.now() + offsetMs,
    async apply(signal, serve) {
      const fault = take();
      switch (fault?.kind) {
        case undefined:
          return serve();
        case 'delay':
          await new Promise<void>((resolve) => {
            clock.setTimeout(resolve, fault.ms);
          });
          return serve();
        case 'hang':
          await hang(signal);
          return failure(503, 'temporarily_unavailable');
        case 'error':
          return failure(fault.status, 'server_error');
        case 'rate-limit':
          return failure(429, 'temporarily_unavailable', { 'retry-after': String(fault.retryAfterSeconds) });
        case 'malformed':
          return new Response(fault.body, { headers: { 'content-type': 'text/html' } });
        case 'lost':
          await serve();
          return failure(502, 'server_error');
      }
    },
  };
}

const failure = (status: number, error: string, headers: Record<string, string> = {}): Response =>
  jsonResponse({ error, error_description: 'An injected fault' }, { status, headers });
