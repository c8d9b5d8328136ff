import { AiccError, isAiccError, type AiccErrorCode } from '../errors.js';

/** An error as it crosses a frame or a network. */
export interface ErrorPayload {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly cause?: { readonly name: string; readonly message: string };
}

/** Only an {@link AiccError} crosses with its words: what anybody else threw may hold anything. */
export function toErrorPayload(error: unknown): ErrorPayload {
  if (!isAiccError(error)) {
    return {
      code: 'bridge/handler-failed',
      message: 'The other side failed in an unexpected way',
      retryable: false,
      data: {},
    };
  }
  const { code, message, retryable, context, cause } = error;
  return {
    code,
    message,
    retryable,
    data: context,
    ...(isAiccError(cause) && { cause: { name: cause.code, message: cause.message } }),
  };
}

export function reviveError({ code, message, retryable, data, cause }: ErrorPayload): AiccError {
  // A newer peer may know codes that this version does not; the string is kept.
  return new AiccError(code as AiccErrorCode, message, { retryable, context: data, cause });
}
