// @ts-check
import { createTranslator } from '../shared/i18n.js';
import { messages } from './messages.js';

export const { t, tOf, has, language, translatePage } = createTranslator(messages);

/** @param {unknown} error */
export function errorText(error) {
  const code = /** @type {{ code?: string }} */ (error).code ?? String(error);
  const key = `error.${code}`;
  return has(key) ? t(key) : t('error.other', { code });
}
