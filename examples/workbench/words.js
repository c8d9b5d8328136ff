// @ts-check
import { createTranslator } from '../shared/i18n.js';
import { messages } from './messages.js';

export const { t, has, language, translatePage } = createTranslator(messages);

/**
 * A word that is made from a value of the centre; the value itself where the catalogue does not know it.
 *
 * @param {string} group
 * @param {string} value
 * @param {Record<string, string | number>} [values]
 */
export function tOf(group, value, values) {
  const key = `${group}.${value}`;
  return has(key) ? t(key, values) : value;
}

/** @param {unknown} error */
export function errorText(error) {
  const code = /** @type {{ code?: string }} */ (error).code ?? String(error);
  const key = `error.${code}`;
  return has(key) ? t(key) : t('error.other', { code });
}
