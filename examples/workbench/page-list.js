// @ts-check
/** The pages that are embedded, as the server told us. */
import { t } from './words.js';

export const { bankOrigin = '', legacyOrigin = '' } = document.documentElement.dataset;

export const pages = [
  { id: 'bank', origin: bankOrigin, name: t('tabBank') },
  { id: 'legacy', origin: legacyOrigin, name: t('tabLegacy') },
];

/** @param {string} origin */
export const pageOf = (origin) => pages.find((each) => each.origin === origin)?.name ?? origin;
