import { AiccError } from '../../errors.js';
import type { ContactStartInput, DialInput, Output } from '../../protocol/operations.js';

/** No documented way to dial tells what it started: empty stands for "not told by this system". */
export const noIds: Output<'call.dial'> = { callId: '', contactId: '' };

/**
 * The documented ways to dial take a number and a medium.
 *
 * @throws AiccError `bridge/unsupported-operation` for more: dialling without it would show another number
 */
export function assertPlainDial(input: DialInput | ContactStartInput): void {
  const { callerNum, callData } = input as DialInput;
  if (callerNum !== undefined || callData !== undefined) {
    throw new AiccError('bridge/unsupported-operation', 'This system dials without callerNum and callData');
  }
}
