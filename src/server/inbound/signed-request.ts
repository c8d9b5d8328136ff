import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { systemClock, type Clock } from '../../clock.js';
import type { ReplayStore } from '../replay-store.js';
import type { CallerVerifier } from './caller-verifier.js';
import { readSecrets } from './shared-header.js';

/**
 * A signed request, form 1.
 *
 * 1. `x-timestamp`: seconds since the epoch. `x-nonce`: 16 to 128 of A–Z a–z 0–9 `-` `_`, new for each request.
 * 2. `x-signature`: `v1=` and the HMAC-SHA-256 in small hexadecimal digits, under the shared secret, of these five lines
 *    joined by LF: timestamp, nonce, method, path with query, body.
 * 3. The receiver refuses a timestamp that is too far from its own clock, a wrong signature, and then a nonce that it
 *    has seen: only what is signed can use one up.
 */
export interface SignedRequestOptions {
  /** By the caller's id; at least 16 characters. Two of one caller let it change its secret. */
  readonly secrets: Readonly<Record<string, string | readonly string[]>>;
  /** Remembers nonces: `memoryReplayStore()` for one server, `redisReplayStore(client)` for several. */
  readonly replayStore: ReplayStore;
  /** How far the clocks may be apart, in milliseconds. @default 300000 */
  readonly toleranceMs?: number;
  readonly clock?: Clock;
}

/**
 * Knows a caller by its signature over the whole request, which counts once.
 *
 * @throws AiccError `config/invalid-option`
 */
export function signedRequest(options: SignedRequestOptions): CallerVerifier {
  const { replayStore, toleranceMs = 300_000, clock = systemClock } = options;
  const known = readSecrets(options.secrets);
  return async ({ request, body }) => {
    const [timestamp = '', nonce = '', given = ''] = ['x-timestamp', 'x-nonce', 'x-signature'].map(
      (name) => request.headers.get(name) ?? '',
    );
    if (!/^\d{1,12}$/.test(timestamp) || !/^[\w-]{16,128}$/.test(nonce)) return undefined;
    if (Math.abs(clock.now() - Number(timestamp) * 1000) > toleranceMs) return undefined;
    const { pathname, search } = new URL(request.url);
    const text = [timestamp, nonce, request.method, `${pathname}${search}`, body].join('\n');
    const caller = known.find(({ secret }) => isSame(given, signatureOf(secret, text)));
    if (!caller) return undefined;
    // Kept until the clock alone refuses it.
    const isNew = await replayStore.claim(`request:${caller.id}:${nonce}`, 2 * toleranceMs);
    return isNew ? { id: caller.id } : undefined;
  };
}

/**
 * The headers that {@link signedRequest} wants, for a caller of ours.
 *
 * @example
 * const body = JSON.stringify({ calldata });
 * await fetch(url, { method: 'POST', body, headers: signRequest({ secret, method: 'POST', url, body }) });
 */
export function signRequest(request: {
  readonly secret: string;
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly clock?: Clock;
}): Record<'x-timestamp' | 'x-nonce' | 'x-signature', string> {
  const { secret, method, body = '', clock = systemClock } = request;
  const { pathname, search } = new URL(request.url);
  const timestamp = `${Math.floor(clock.now() / 1000)}`;
  const nonce = randomUUID();
  const text = [timestamp, nonce, method.toUpperCase(), `${pathname}${search}`, body].join('\n');
  return { 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signatureOf(secret, text) };
}

const signatureOf = (secret: string, text: string): string =>
  `v1=${createHmac('sha256', secret).update(text).digest('hex')}`;

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
