import { silentLogger, type Logger } from './log.js';

export type Unsubscribe = () => void;

export interface SubscribeOptions {
  /** Unsubscribes when it aborts. */
  readonly signal?: AbortSignal;
}

export interface Emitter<Events> {
  /** The same function for the same name counts once. */
  on<Name extends keyof Events & string>(
    name: Name,
    listener: (event: Events[Name]) => void,
    options?: SubscribeOptions,
  ): Unsubscribe;
  off<Name extends keyof Events & string>(name: Name, listener: (event: Events[Name]) => void): void;
  has<Name extends keyof Events & string>(name: Name, listener: (event: Events[Name]) => void): boolean;
  /** Calls every listener, or only the given one if it is still there. */
  emit<Name extends keyof Events & string>(name: Name, event: Events[Name], only?: (event: Events[Name]) => void): void;
  clear(name?: keyof Events & string): void;
}

/**
 * The typed emitter of everything that runs on a page.
 *
 * A listener that throws does not keep the others from being called: its error goes to the page's own error
 * reporting (`reportError`), so that it is neither swallowed nor ours. eventemitter3 isolates no listener, so that
 * its own `emit` would be of no use here (docs/decisions).
 */
export function createEmitter<Events>(logger: Logger = silentLogger): Emitter<Events> {
  const all = new Map<string, Set<unknown>>();
  const of = (name: string): Set<unknown> => {
    const listeners = all.get(name) ?? new Set();
    all.set(name, listeners);
    return listeners;
  };
  return {
    on(name, listener, { signal } = {}) {
      const off = (): void => {
        of(name).delete(listener);
        signal?.removeEventListener('abort', off);
      };
      if (signal?.aborted) return off;
      of(name).add(listener);
      signal?.addEventListener('abort', off);
      return off;
    },
    off(name, listener) {
      of(name).delete(listener);
    },
    has: (name, listener) => of(name).has(listener),
    emit(name, event, only) {
      for (const listener of only ? [only] : [...of(name)]) {
        // An earlier one may have removed it.
        if (!of(name).has(listener)) continue;
        try {
          (listener as (event: unknown) => void)(event);
        } catch (error) {
          logger.error(`A listener of ${name} threw`, error);
          (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
        }
      }
    },
    clear(name) {
      if (name === undefined) all.clear();
      else all.delete(name);
    },
  };
}
