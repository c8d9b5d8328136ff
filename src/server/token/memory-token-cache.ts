import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import type { KeptToken, TokenCache } from './token-cache.js';

export interface MemoryTokenCacheOptions {
  /** Of how many agents tokens are kept: those asked for last. @default 10000 */
  readonly maxAgents?: number;
  readonly clock?: Pick<Clock, 'now'>;
}

/** Keeps tokens in the memory of one process. */
export function memoryTokenCache({
  maxAgents = 10_000,
  clock = systemClock,
}: MemoryTokenCacheOptions = {}): TokenCache {
  /** In the order in which they came. */
  const tokens = new Map<string, KeptToken>();
  /** The lock that counts, of each agent who has one; what waits for it waits for its end. */
  const locks = new Map<string, { readonly released: Promise<void> }>();

  function prune(): void {
    for (const [userName, { expiresAt }] of tokens) {
      if (expiresAt > clock.now() && tokens.size <= maxAgents) break;
      tokens.delete(userName);
    }
  }

  return {
    get: (userName) => tokens.get(userName),
    async lock(userName, { signal }) {
      for (let held = locks.get(userName); held; held = locks.get(userName)) await unlessAborted(held.released, signal);
      let end = (): void => undefined;
      const mine = { released: new Promise<void>((resolve) => (end = resolve)) };
      locks.set(userName, mine);
      return {
        put(token) {
          if (locks.get(userName) !== mine) return;
          tokens.delete(userName);
          tokens.set(userName, token);
          prune();
        },
        release() {
          if (locks.get(userName) === mine) locks.delete(userName);
          end();
        },
      };
    },
    drop(userName) {
      tokens.delete(userName);
      locks.delete(userName);
    },
  };
}

function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new AiccError('net/aborted', 'The caller gave up'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void promise.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
