import { EventEmitter } from 'eventemitter3';
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
  /** Calls every listener, or only the given one. */
  emit<Name extends keyof Events & string>(name: Name, event: Events[Name], only?: (event: Events[Name]) => void): void;
  clear(name?: keyof Events & string): void;
}

/**
 * The one typed emitter of the package, on eventemitter3.
 *
 * A listener that throws does not keep the others from being called: its error goes to the page's own error
 * reporting (`reportError`), so that it is neither swallowed nor ours.
 */
export function createEmitter<Events>(logger: Logger = silentLogger): Emitter<Events> {
  const inner = new EventEmitter();
  const has = (name: string, listener: unknown): boolean => (inner.listeners(name) as unknown[]).includes(listener);
  return {
    on(name, listener, { signal } = {}) {
      const off = (): void => {
        inner.off(name, listener);
        signal?.removeEventListener('abort', off);
      };
      if (signal?.aborted) return off;
      if (!has(name, listener)) inner.on(name, listener);
      signal?.addEventListener('abort', off);
      return off;
    },
    off(name, listener) {
      inner.off(name, listener);
    },
    has,
    emit(name, event, only) {
      for (const listener of only ? [only] : inner.listeners(name)) {
        // An earlier listener may have removed it, or closed what both listen to.
        if (!only && !has(name, listener)) continue;
        try {
          (listener as (event: unknown) => void)(event);
        } catch (error) {
          logger.error(`A listener of ${name} threw`, error);
          (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
        }
      }
    },
    clear(name) {
      inner.removeAllListeners(name);
    },
  };
}
