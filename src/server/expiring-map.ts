import type { Clock } from '../clock.js';

/** A map whose entries end by themselves. It has no timer: what is over is swept out when there is much of it. */
export interface ExpiringMap<Value> {
  /** How many entries are kept, those included that are over and not swept out yet. */
  readonly size: number;
  get(key: string): Value | undefined;
  /** How long the entry lives on, in milliseconds; 0 when there is none. */
  ttl(key: string): number;
  set(key: string, value: Value, ttlMs: number): void;
  delete(key: string): void;
  sweep(): void;
}

export function createExpiringMap<Value>(clock: Clock): ExpiringMap<Value> {
  const entries = new Map<string, { readonly value: Value; readonly end: number }>();
  let sweepAt = 1024;

  const live = (key: string) => {
    const entry = entries.get(key);
    return entry && entry.end > clock.now() ? entry : undefined;
  };

  return {
    get size() {
      return entries.size;
    },
    get: (key) => live(key)?.value,
    ttl: (key) => Math.max(0, (live(key)?.end ?? 0) - clock.now()),
    set(key, value, ttlMs) {
      if (entries.size >= sweepAt) this.sweep();
      entries.set(key, { value, end: clock.now() + ttlMs });
    },
    delete(key) {
      entries.delete(key);
    },
    sweep() {
      const now = clock.now();
      for (const [key, { end }] of entries) if (end <= now) entries.delete(key);
      // So each entry is looked at twice on the average, however many there are.
      sweepAt = Math.max(1024, 2 * entries.size);
    },
  };
}
