/** TypeScript sources in a script: bundled, with what they import, and loaded from memory. */
import { bundle } from './bundle.mjs';

/**
 * @param {string} source what to import, as a module's text with paths from the repository's root
 * @returns {Promise<any>}
 */
export async function importSource(source) {
  const { code } = await bundle({ source });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}
