import type { AiccErrorCode } from '../../errors.js';
import type { en } from './en.js';
import type { enLater } from './en-later.js';

/** What the bar can say, by name. `{…}` in a text stands for what is filled in. */
export type BarMessageKey = keyof typeof en | keyof (typeof enLater)['words'];

/** A whole language. */
export type BarMessages = Readonly<Record<BarMessageKey, string>>;

/**
 * A language, or what to say otherwise in a built-in one. What is missing is said in English. Errors without a text of
 * their own may get one under their code.
 */
export type BarCatalogue = Readonly<Partial<Record<BarMessageKey | AiccErrorCode, string>>>;

/** By language tag: `{ de: { … }, 'zh-CN': { … } }`. */
export type BarCatalogues = Readonly<Record<string, BarCatalogue>>;
