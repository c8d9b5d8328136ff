import { isRecord } from '../../protocol/guards.js';
import type { VerificationResult } from '../../protocol/entities.js';

export interface ApiAnswer {
  readonly result: VerificationResult;
  readonly returns: readonly [string, string, string];
}

const has = (value: Record<string, unknown>, key: string): boolean => Object.hasOwn(value, key);

/** The value of the one key that an object has, when it has that name. */
const onlyChild = (value: unknown, key: string): unknown =>
  isRecord(value) && Object.keys(value).length === 1 && has(value, key) ? value[key] : undefined;

const results: ReadonlyMap<unknown, VerificationResult> = new Map<unknown, VerificationResult>([
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 3],
  ['0', 0],
  ['1', 1],
  ['2', 2],
  ['3', 3],
]);

/**
 * Reads what a third-party authentication API answered.
 *
 * Exactly `{"calldata":{"data":{…}}}` (the documented form) or `{"data":{…}}`, whose `verifyResult` is 0 to 3 as a number
 * or one digit. An answer to "who is this" is not guessed at: no other wrapper, no repair.
 *
 * @returns undefined for anything else.
 */
export function readApiAnswer(text: string): ApiAnswer | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const data = onlyChild(body, 'data') ?? onlyChild(onlyChild(body, 'calldata'), 'data');
  if (!isRecord(data) || !has(data, 'verifyResult')) return undefined;
  const result = results.get(data['verifyResult']);
  if (result === undefined) return undefined;
  const textOf = (key: string): string => (has(data, key) && typeof data[key] === 'string' ? data[key] : '');
  return { result, returns: [textOf('verifyReturn1'), textOf('verifyReturn2'), textOf('verifyReturn3')] };
}
