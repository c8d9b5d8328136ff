import type { Connection, RequestOptions } from '../connection/connection.js';
import { isVerifyTypeCode } from '../protocol/guards.js';
import type { VerifyResult } from '../protocol/operations.js';

/** The documented result object. */
export interface VerifyResultObject {
  /** `'0'` not returned, `'1'` successful, `'2'` failed, `'3'` abnormal, `''` for an invalid code. */
  readonly verifyResult: VerifyResult;
}

/**
 * Whether a result means that the customer passed. The result is a string: `=== 1` is always false.
 *
 * @example
 * if (isVerified(await AICCSupport.getVerifyResult('RETAIL_OTP'))) unlock();
 */
export function isVerified(result: VerifyResultObject): boolean {
  return result.verifyResult === '1';
}

/** Asks the centre, and hands out the result only of the contact in focus: another's would unlock the wrong customer. */
export async function readVerifyResult(
  connection: Connection,
  verifyTypeCode: string,
  options?: RequestOptions,
): Promise<VerifyResultObject> {
  if (!isVerifyTypeCode(verifyTypeCode)) return { verifyResult: '' };
  const { verifyResult, contactId, epoch } = await connection.request(
    'verification.result',
    { verifyTypeCode },
    options,
  );
  const now = connection.snapshot();
  const isCurrent =
    connection.status === 'open' && contactId !== undefined && contactId === now.focus.contactId && epoch === now.epoch;
  return { verifyResult: isCurrent || verifyResult === '' ? verifyResult : '0' };
}

/** What the centre pushed for the contact in focus, at once. */
export function peekVerifyResult(connection: Connection, verifyTypeCode: string): VerifyResult {
  if (!isVerifyTypeCode(verifyTypeCode)) return '';
  const { verifications, focus } = connection.snapshot();
  const found = verifications.find(
    (each) => each.contactId === focus.contactId && each.verifyTypeCode === verifyTypeCode,
  );
  return connection.status === 'open' && found ? `${found.result}` : '0';
}
