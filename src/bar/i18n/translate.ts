import type { AiccErrorCode } from '../../errors.js';
import { en } from './en.js';
import type { BarCatalogue, BarCatalogues, BarMessageKey } from './messages.js';

export interface Translator {
  /** The language that was found, for `lang`. */
  readonly tag: string;
  (key: BarMessageKey, values?: Readonly<Record<string, string | number>>): string;
  /** What a person is told of an error. */
  error(code: AiccErrorCode): string;
}

/** The built-in languages beside English: in the modules each is a file of its own, fetched by who speaks it. */
export const otherLanguages: Readonly<Record<string, () => Promise<BarCatalogue>>> = {
  'zh-CN': async () => (await import('./zh-cn.js')).zhCN,
};

/** What is said only in panels and of errors, and which errors are said alike: `en-later.ts`. */
export interface LaterWords {
  readonly words: BarCatalogue;
  readonly sameAs: Readonly<Partial<Record<AiccErrorCode, BarMessageKey>>>;
}

const tongue = (tag: string): string => tag.toLowerCase().replace(/-.*/, '');

/** The first language of a list for which there are any words: that very one, else one of the same tongue. */
export function findLanguage(languages: readonly string[], catalogues: BarCatalogues = {}): string {
  const tags = Object.keys({ en, ...otherLanguages, ...catalogues });
  const find = (wanted: string): string | undefined =>
    tags.find((tag) => tag.toLowerCase() === wanted.toLowerCase()) ??
    tags.find((tag) => tongue(tag) === tongue(wanted));
  return languages.map(find).find(Boolean) ?? 'en';
}

/** @param builtIn The words of a built-in language other than English; without them and a catalogue it is English. */
export function createTranslator(
  wanted: string,
  builtIn?: BarCatalogue,
  catalogues: BarCatalogues = {},
  later?: LaterWords,
): Translator {
  const tag = builtIn || catalogues[wanted] ? wanted : 'en';
  const words: BarCatalogue = { ...en, ...later?.words, ...builtIn, ...catalogues[tag] };
  const translate = (key: BarMessageKey, values: Readonly<Record<string, string | number>> = {}): string =>
    (words[key] ?? '').replace(/\{(\w+)\}/g, (_, name: string) => `${values[name] ?? ''}`);
  return Object.assign(translate, {
    tag,
    error: (code: AiccErrorCode): string =>
      words[code] ?? words[later?.sameAs[code] ?? code] ?? translate('failed', { code }),
  });
}
