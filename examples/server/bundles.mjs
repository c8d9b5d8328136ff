// @ts-check
/** The scripts of the pages, bundled as their owners would do it before they publish them. */
import path from 'node:path';
import { bundle } from '../../scripts/bundle.mjs';

/**
 * @typedef {object} PageScripts
 * @property {string} workbench
 * @property {string} bank
 * @property {string} phone
 * @property {string} crm
 */

/** @returns {Promise<PageScripts>} */
export async function bundlePages() {
  /** @param {string} input */
  const codeOf = async (input) => (await bundle({ input: path.join(import.meta.dirname, '..', input) })).code;
  const [workbench, bank, phone, crm] = await Promise.all([
    codeOf('workbench/workbench.js'),
    codeOf('business-page/business-page.js'),
    codeOf('customer-phone/customer-phone.js'),
    codeOf('crm-call-bar/crm-call-bar.js'),
  ]);
  return { workbench, bank, phone, crm };
}
