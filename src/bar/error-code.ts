import { brand } from '../error-brand.js';
import type { AiccErrorCode } from '../errors.js';

/** The code of what was caught. As `isAiccError` tells ours, but without the class that comes along with it. */
export function errorCode(caught: unknown): AiccErrorCode {
  const error = caught as { readonly [brand]?: true; readonly code: AiccErrorCode } | null | undefined;
  return error?.[brand] === true ? error.code : 'server/internal';
}
