// @ts-check
/** The words of a page in the languages of the demo. `?lang=zh-CN` chooses; the link `#language` changes it. */

/** @typedef {'en' | 'zh-CN'} Language */

/** @returns {Language} */
export function chosenLanguage() {
  return new URL(location.href).searchParams.get('lang') === 'zh-CN' ? 'zh-CN' : 'en';
}

/**
 * The same address in a language.
 *
 * @param {string} address
 * @param {Language} language
 */
export function inLanguage(address, language) {
  const url = new URL(address);
  url.searchParams.set('lang', language);
  return url.href;
}

/**
 * @template {string} Key
 * @param {Record<Language, Record<Key, string>>} catalogue
 */
export function createTranslator(catalogue) {
  const language = chosenLanguage();
  const words = catalogue[language];

  /** @type {(key: string) => key is Key} */
  const has = (key) => Object.hasOwn(words, key);

  /** @param {string} key */
  const wordOf = (key) => {
    if (has(key)) return words[key];
    throw new Error(`The catalogue has no ${key}`);
  };

  /**
   * @param {Key} key
   * @param {Record<string, string | number>} [values] stand in for `{name}`
   */
  const t = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));

  return {
    language,
    has,
    t,
    /**
     * A word that is made from a value of the centre; the value itself where the catalogue does not know it.
     *
     * @param {string} group
     * @param {string} value
     * @param {Record<string, string | number>} [values]
     */
    tOf(group, value, values) {
      const key = `${group}.${value}`;
      return has(key) ? t(key, values) : value;
    },
    /** Puts the words into the page: `data-i18n` is the text, `data-i18n-label` and `-title` the attributes. */
    translatePage() {
      document.documentElement.lang = language;
      for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-i18n]'))) {
        each.textContent = wordOf(each.dataset.i18n ?? '');
      }
      for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-i18n-label]'))) {
        each.ariaLabel = wordOf(each.dataset.i18nLabel ?? '');
      }
      for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-i18n-title]'))) {
        each.title = wordOf(each.dataset.i18nTitle ?? '');
      }
      const link = document.getElementById('language');
      if (!(link instanceof HTMLAnchorElement)) return;
      const other = language === 'en' ? 'zh-CN' : 'en';
      link.href = inLanguage(location.href, other);
      link.hreflang = link.lang = other;
      link.textContent = language === 'en' ? '中文' : 'English';
    },
  };
}
