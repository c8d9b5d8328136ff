import { AiccError, isAiccError } from '../errors.js';

/** What a source fails with, typed: `fetch` throws a TypeError where there is no network. */
export function tokenError(cause: unknown): AiccError {
  if (isAiccError(cause)) return cause;
  return new AiccError(cause instanceof TypeError ? 'net/unreachable' : 'auth/token-rejected', undefined, { cause });
}
