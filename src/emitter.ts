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
  /** Removes one listener, all of a name, or all. */
  off<Name extends keyof Events & string>(name?: Name, listener?: (event: Events[Name]) => void): void;
  has<Name extends keyof Events & string>(name: Name, listener: (event: Events[Name]) => void): boolean;
  /** Calls every listener, or only the given one if it is still there. */
  emit<Name extends keyof Events & string>(name: Name, event: Events[Name], only?: (event: Events[Name]) => void): void;
}

interface Registration {
  readonly name: string;
  readonly listener: unknown;
  /** Aborts with it, so that no other signal is listened to any longer. */
  readonly over: AbortController;
  readonly off: Unsubscribe;
}

/**
 * The typed emitter of everything that runs on a page.
 *
 * A listener that throws does not keep the others from being called: its error goes to the page's own error
 * reporting (`reportError`), so that it is neither swallowed nor ours. eventemitter3 isolates no listener, so that
 * its own `emit` would be of no use here (docs/decisions).
 */
export function createEmitter<Events>(logger: Logger = silentLogger): Emitter<Events> {
  const all = new Set<Registration>();
  const matching = (name?: string, listener?: unknown): Registration[] =>
    [...all].filter((each) => (name ?? each.name) === each.name && (listener ?? each.listener) === each.listener);
  const register = (name: string, listener: unknown): Registration => {
    const over = new AbortController();
    const off = (): void => {
      all.delete(registration);
      over.abort();
    };
    const registration = { name, listener, over, off };
    all.add(registration);
    return registration;
  };
  return {
    on(name, listener, { signal } = {}) {
      if (signal?.aborted) return () => undefined;
      const [{ over, off } = register(name, listener)] = matching(name, listener);
      signal?.addEventListener('abort', off, over);
      return off;
    },
    off(name, listener) {
      for (const each of matching(name, listener)) each.off();
    },
    has: (name, listener) => matching(name, listener).length > 0,
    emit(name, event, only) {
      for (const { listener } of matching(name, only)) {
        // An earlier one may have removed it.
        if (!matching(name, listener).length) continue;
        try {
          (listener as (event: unknown) => void)(event);
        } catch (error) {
          logger.error(`A listener of ${name} threw`, error);
          (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
        }
      }
    },
  };
}
