import type { BarCatalogue, BarCatalogues } from './messages.js';
import { createTranslator, findLanguage, otherLanguages, type LaterWords, type Translator } from './translate.js';

/** The words that a bar says now, and those on their way. */
export interface Speaker {
  /** Settles when words that are on their way have come or failed. */
  readonly coming: Promise<void> | undefined;
  /**
   * The words of now. Until those of another language are there the last ones stay: English, where there were none.
   *
   * @param languages The first for which there are any is spoken.
   */
  speak(languages: readonly string[], catalogues: BarCatalogues | undefined, later: LaterWords | undefined): Translator;
  /** The next time it fetches words again that could not be fetched. */
  again(): void;
}

/**
 * @param changed There are other words.
 * @param failed Words could not be fetched: it is English meanwhile.
 */
export function createSpeaker(changed: () => void, failed: () => void): Speaker {
  let t = createTranslator('en');
  let chosenBy: readonly unknown[] = [];
  let wanted: string | undefined;
  let words: BarCatalogue | undefined;
  let coming: Promise<void> | undefined;
  let spoken: readonly [tag: string, words: BarCatalogue | undefined] = ['en', undefined];

  const bring = async (tag: string): Promise<void> => {
    const them = await otherLanguages[tag]?.().catch(() => undefined);
    if (tag !== wanted) return;
    words = them;
    coming = undefined;
    if (!words) failed();
    changed();
  };

  return {
    get coming() {
      return coming;
    },
    speak(languages, catalogues, later) {
      const tag = findLanguage(languages, catalogues);
      if (tag !== wanted) {
        wanted = tag;
        words = undefined;
        coming = otherLanguages[tag] && bring(tag);
      }
      if (!coming) spoken = [tag, words];
      const now = [...spoken, catalogues, later];
      if (now.some((each, index) => each !== chosenBy[index])) t = createTranslator(...spoken, catalogues, later);
      chosenBy = now;
      return t;
    },
    again() {
      if (!words && !coming) wanted = undefined;
    },
  };
}
