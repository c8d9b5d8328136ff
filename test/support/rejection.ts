import { isAiccError, type AiccError } from '../../src/errors.js';

/** The {@link AiccError} that a promise rejects with; anything else fails the test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<AiccError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (isAiccError(error)) return error;
    throw error;
  }
  throw new Error(`It did not reject, it gave ${JSON.stringify(value)}`);
}

/** The {@link AiccError} that a function throws; anything else fails the test. */
export function errorOf(run: () => unknown): AiccError {
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    if (isAiccError(error)) return error;
    throw error;
  }
  throw new Error(`It did not throw, it gave ${JSON.stringify(value)}`);
}
