// @ts-check
/** The scripts of the pages, bundled as their owners would do it before they publish them. */
import path from 'node:path';
import { bundle } from '../../scripts/bundle.mjs';

/** @typedef {Pick<import('../../scripts/bundle.mjs').Bundle, 'code' | 'chunks'>} PageScript */

/**
 * @typedef {object} PageScripts
 * @property {PageScript} workbench
 * @property {PageScript} bank
 * @property {PageScript} phone
 * @property {PageScript} crm
 * @property {PageScript} processes
 * @property {PageScript} records
 */

/** @returns {Promise<PageScripts>} */
export async function bundlePages() {
  /** @param {string} input */
  const codeOf = (input) => bundle({ input: path.join(import.meta.dirname, '..', input), split: true });
  const [workbench, bank, phone, crm, processes, records] = await Promise.all([
    codeOf('workbench/workbench.js'),
    codeOf('business-page/business-page.js'),
    codeOf('customer-phone/customer-phone.js'),
    codeOf('crm-call-bar/crm-call-bar.js'),
    codeOf('administration/processes.js'),
    codeOf('administration/records.js'),
  ]);
  return { workbench, bank, phone, crm, processes, records };
}
