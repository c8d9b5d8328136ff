import { isAiccError } from '../../../src/errors.js';

/** How a promise ended, as plain data that crosses to the test. */
export type Outcome =
  | { readonly value: unknown }
  | {
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
      readonly context: Readonly<Record<string, unknown>>;
      readonly ms: number;
    };

export async function outcome(promise: Promise<unknown>): Promise<Outcome> {
  const start = performance.now();
  try {
    return { value: await promise };
  } catch (error) {
    if (!isAiccError(error))
      return { code: 'no AiccError', message: String(error), retryable: false, context: {}, ms: 0 };
    const { code, message, retryable, context } = error;
    return { code, message, retryable, context, ms: performance.now() - start };
  }
}
