import { AiccError } from '../../errors.js';
import type { ContactStartInput, DialInput, Output } from '../../protocol/operations.js';

/** All that the documented ways to dial take. */
export type PlainDial = Pick<DialInput | ContactStartInput, 'mediaType' | 'calledNum'>;

/**
 * Dials in a documented way. None of them tells what it started: empty ids stand for "not told by this system".
 *
 * @throws AiccError `bridge/unsupported-operation` for more than that: dialling without it would show another number
 */
export async function dialPlainly(input: unknown, dial: (plain: PlainDial) => unknown): Promise<Output<'call.dial'>> {
  const { mediaType, calledNum, callerNum, callData } = input as DialInput;
  if (callerNum !== undefined || callData !== undefined) {
    throw new AiccError('bridge/unsupported-operation', 'No callerNum, no callData');
  }
  await dial({ mediaType, calledNum });
  return { callId: '', contactId: '' };
}
