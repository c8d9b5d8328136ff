// @ts-check
import { createTranslator } from '../shared/i18n.js';
import { messages } from './messages.js';

export const { t, tOf, has, language, translatePage } = createTranslator(messages);
