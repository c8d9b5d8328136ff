import type { AiccErrorCode } from '../../errors.js';
import { en } from './en.js';
import type { BarCatalogue, BarCatalogues, BarMessageKey } from './messages.js';
import { zhCN } from './zh-cn.js';

export interface Translator {
  /** The language that was found, for `lang`. */
  readonly tag: string;
  (key: BarMessageKey, values?: Readonly<Record<string, string | number>>): string;
  /** What a person is told of an error. */
  error(code: AiccErrorCode): string;
}

/** Codes that a person cannot tell apart from another. */
const sameAs: Readonly<Partial<Record<AiccErrorCode, BarMessageKey>>> = {
  'auth/forbidden': 'bridge/not-allowed',
  'bridge/peer-gone': 'net/unreachable',
  'bridge/handshake-timeout': 'net/unreachable',
  'bridge/closed': 'net/unreachable',
};

/** Words in the first language of a list for which there are any: that very one, else one of the same tongue. */
export function createTranslator(languages: readonly string[], catalogues: BarCatalogues = {}): Translator {
  const builtIn: BarCatalogues = { en, 'zh-CN': zhCN };
  const tags = Object.keys({ ...builtIn, ...catalogues });
  const tongue = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
  const find = (wanted: string): string | undefined =>
    tags.find((tag) => tag.toLowerCase() === wanted.toLowerCase()) ??
    tags.find((tag) => tongue(tag) === tongue(wanted));
  const tag = languages.map(find).find(Boolean) ?? 'en';
  const words: BarCatalogue & typeof en = { ...en, ...builtIn[tag], ...catalogues[tag] };
  const translate = (key: BarMessageKey, values: Readonly<Record<string, string | number>> = {}): string =>
    words[key].replace(/\{(\w+)\}/g, (_, name: string) => `${values[name] ?? ''}`);
  return Object.assign(translate, {
    tag,
    error: (code: AiccErrorCode): string =>
      (words as BarCatalogue)[code] ?? translate(sameAs[code] ?? 'failed', { code }),
  });
}
