// @ts-check
/**
 * The third-party API of an authentication process: the flow sends what it knows, we say whether that is the customer.
 *
 * Source of both bodies: the AICC documentation of the identity-authentication result.
 *
 *     → { "calldata": { "verifyServiceNo": "88880011", "verifyWorkNo": "371", "customerId": "C-1001", "pin": "…" } }
 *     ← { "calldata": { "data": { "verifyResult": 1, "verifyReturn1": "", "verifyReturn2": "", "verifyReturn3": "" } } }
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { customers } from './customers.mjs';

/** @typedef {{ verifyServiceNo: string, verifyWorkNo: string, customerId?: unknown, pin?: unknown }} Calldata */

const [successful, failed, abnormal] = [1, 2, 3];

/**
 * @param {unknown} body
 * @returns {Calldata | undefined} none when the body does not have the documented form
 */
export function calldataOf(body) {
  const calldata = /** @type {{ calldata?: Partial<Calldata> } | null} */ (body)?.calldata;
  if (typeof calldata?.verifyServiceNo !== 'string' || typeof calldata.verifyWorkNo !== 'string') return undefined;
  return /** @type {Calldata} */ (calldata);
}

/**
 * Whether the customer of the call is who they say. Without a PIN the flow asked for none: then the number that they
 * call from, which the centre turned into `customerId`, is all there is.
 *
 * @param {Calldata} calldata
 */
export function verify({ customerId, pin }) {
  const customer = customers.find((each) => each.id === customerId);
  if (customer?.unavailable) return answer(abnormal, '', 'core banking does not answer');
  if (!customer) return answer(failed, '', 'no such customer');
  const isProven = pin === undefined || isSame(String(pin), customer.pin);
  return isProven ? answer(successful, customer.id, '') : answer(failed, '', 'wrong PIN');
}

/**
 * @param {number} verifyResult 1 successful, 2 failed, 3 abnormal
 * @param {string} verifyReturn1 our id of the customer
 * @param {string} verifyReturn2 why not
 */
function answer(verifyResult, verifyReturn1, verifyReturn2) {
  return { calldata: { data: { verifyResult, verifyReturn1, verifyReturn2, verifyReturn3: '' } } };
}

/** In constant time: how long it takes must not tell how much was right. @type {(a: string, b: string) => boolean} */
function isSame(a, b) {
  const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
