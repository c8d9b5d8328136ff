// @ts-check
/**
 * The third-party API of an authentication process: the flow sends what it knows, we say whether that is the customer.
 * Around it, `createVerifyApiHandler` sees to form, caller and limits.
 *
 * Source of both bodies: the AICC documentation of the identity-authentication result.
 *
 *     → { "calldata": { "verifyServiceNo": "88880011", "verifyWorkNo": "371", "customerId": "C-1001", "pin": "…" } }
 *     ← { "calldata": { "data": { "verifyResult": 1, "verifyReturn1": "", "verifyReturn2": "", "verifyReturn3": "" } } }
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { customers } from './customers.mjs';

/** @typedef {import('aicc-support/server').VerifyApiAnswer} Answer */

const [successful, failed, abnormal] = /** @type {const} */ ([1, 2, 3]);

/**
 * Whether the customer of the call is who they say. Without a PIN the flow asked for none: then the number that they
 * call from, which the centre turned into `customerId`, is all there is.
 *
 * @param {import('aicc-support/server').VerifyApiCalldata} calldata
 * @returns {Answer}
 */
export function verify({ customerId, pin }) {
  const customer = customers.find((each) => each.id === customerId);
  if (customer?.unavailable) return answer(abnormal, '', 'core banking does not answer');
  if (!customer) return answer(failed, '', 'no such customer');
  const isProven = pin === undefined || isSame(String(pin), customer.pin);
  return isProven ? answer(successful, customer.id, '') : answer(failed, '', 'wrong PIN');
}

/**
 * @param {Answer['verifyResult']} verifyResult 1 successful, 2 failed, 3 abnormal
 * @param {string} verifyReturn1 our id of the customer
 * @param {string} verifyReturn2 why not
 * @returns {Answer}
 */
function answer(verifyResult, verifyReturn1, verifyReturn2) {
  return { verifyResult, verifyReturn1, verifyReturn2, verifyReturn3: '' };
}

/** In constant time: how long it takes must not tell how much was right. @type {(a: string, b: string) => boolean} */
function isSame(a, b) {
  const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
