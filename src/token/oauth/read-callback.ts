import { AiccError } from '../../errors.js';
import { isRecord, isString } from '../../protocol/guards.js';

/** What stands in the address of a callback. What stands there twice says nothing. Source: RFC 6749, section 4.1.2. */
export interface CallbackParameters {
  readonly code: string | undefined;
  readonly state: string | undefined;
  readonly error: string | undefined;
}

export function readQuery(query: string): CallbackParameters {
  const parameters = new URLSearchParams(query);
  const read = (name: string): string | undefined => {
    const [value, ...more] = parameters.getAll(name);
    return value !== '' && more.length === 0 ? value : undefined;
  };
  return { code: read('code'), state: read('state'), error: read('error') };
}

/** @param error What the platform or the provider calls it; nothing else of its words, which may be anybody's. */
export function refusedError(error: unknown): AiccError {
  const known = isString(error) && /^[\w.-]{1,60}$/.test(error) ? error : undefined;
  return new AiccError(
    'auth/authorization-refused',
    `The sign-in was refused${known === undefined ? '' : ` (${known})`}`,
    { context: { error: known } },
  );
}

export const mismatchError = (): AiccError =>
  new AiccError('auth/state-mismatch', 'The answer to the sign-in does not belong to a question that this page asked');

/**
 * @returns the code
 * @throws AiccError `auth/state-mismatch`, `auth/authorization-refused`
 */
export function readCode({ code, state, error }: CallbackParameters, expectedState: string): string {
  if (state !== expectedState) throw mismatchError();
  if (error !== undefined || code === undefined) throw refusedError(error);
  return code;
}

/** What a text says, where it is JSON with a token or an error in it. */
export function readReplyText(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && ('access_token' in value || 'error' in value)) return value;
  } catch {
    // It is a page for people.
  }
  return undefined;
}
