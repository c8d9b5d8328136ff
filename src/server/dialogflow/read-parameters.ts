import type * as z from 'zod/mini';
import { AiccError } from '../../errors.js';

/**
 * Checks what a webhook answered with.
 *
 * @throws AiccError `net/bad-response`, which names the parameters and holds nothing of their values
 */
export function readParameters<Schema extends z.ZodMiniType>(
  schema: Schema,
  parameters: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const parsed = schema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? 'the parameters')))];
  throw new AiccError('net/bad-response', `The reply of the webhook is malformed: ${names.join(', ')}`);
}
