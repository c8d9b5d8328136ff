import { isAiccError } from '../errors.js';
import type { TokenSource } from './token.js';

/** A time-out of a source that names none. */
export const defaultTimeoutMs = 45_000;

/**
 * The first source that has a token. The next one is asked when one has none to give; a failure that may pass (the
 * network, a busy server) is not a reason to ask the next, which may be a window for the agent to sign in.
 *
 * @example
 * const source = firstOf(cookieSource(), exchangeSource({ endpoint: '/api/aicc-token' }));
 */
export function firstOf(...sources: readonly [TokenSource, ...TokenSource[]]): TokenSource {
  return {
    name: sources.map(({ name }) => name).join(', '),
    timeoutMs: sources.reduce((sum, { timeoutMs = defaultTimeoutMs }) => sum + timeoutMs, 0),
    async get(request) {
      let problem: unknown;
      for (const source of sources) {
        try {
          return await source.get(request);
        } catch (error) {
          problem = error;
          if (request.signal.aborted || !isAiccError(error) || error.retryable) break;
        }
      }
      throw problem;
    },
    watch(changed) {
      const stops = sources.map((source) => source.watch?.(changed));
      return () => {
        for (const stop of stops) stop?.();
      };
    },
  };
}
