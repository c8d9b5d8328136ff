import { systemClock, type Clock } from '../clock.js';
import { AiccError } from '../errors.js';
import { createExpiringMap } from './expiring-map.js';

/**
 * Remembers what may be used once: the nonce of a signed request, the `jti` of a proof. One server keeps it in memory
 * ({@link memoryReplayStore}); several share a Redis (`redisReplayStore` of `aicc-support/server/redis`).
 */
export interface ReplayStore {
  /**
   * Claims a key. Of any number of claims at once, on any number of servers, one gets `true`.
   *
   * @param ttlMs how long the key stays claimed: as long as what it belongs to could be sent again
   * @returns whether the key was free; `false` means that this is a repeat
   * @throws AiccError `server/store-unavailable`: nobody knows, so refuse; the key may be claimed all the same
   */
  claim(key: string, ttlMs: number): Promise<boolean>;
}

export interface MemoryReplayStoreOptions {
  /**
   * How many claimed keys are kept. When all are in use, further claims fail with `server/store-unavailable`: to
   * forget one early would let it be used again.
   *
   * @default 1000000
   */
  readonly maxKeys?: number;
  readonly clock?: Clock;
}

/**
 * A replay store for one server process. Nothing of it survives a restart: let what it guards live for seconds.
 *
 * @example
 * const replayStore = memoryReplayStore();
 * if (!(await replayStore.claim(`nonce:${nonce}`, 300_000))) return new Response(null, { status: 401 });
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore {
  const { maxKeys = 1_000_000, clock = systemClock } = options;
  const claimed = createExpiringMap<true>(clock);
  return {
    async claim(key, ttlMs) {
      if (claimed.get(key)) return false;
      if (claimed.size >= maxKeys) claimed.sweep();
      if (claimed.size >= maxKeys) {
        throw new AiccError('server/store-unavailable', `${maxKeys} keys are claimed already`);
      }
      claimed.set(key, true, ttlMs);
      return true;
    },
  };
}
