import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startBarPages, type BarPageOptions, type BarPages } from './bar-page.js';
import { lateBound } from './late-bound.js';

export interface UsedBarPages {
  /** The one that was opened last. */
  readonly page: Page;
  /** Opens a page in a context of its own, which is closed after its test. */
  open(options?: BarPageOptions): Promise<Page>;
}

/**
 * A browser for a test file, whose pages must have had no problem after each test.
 *
 * @param options.isExpected a problem that the test itself makes
 */
export function useBarPages({
  split = false,
  isExpected = () => false,
}: { readonly split?: boolean; readonly isExpected?: (problem: string) => boolean } = {}): UsedBarPages {
  let pages: BarPages | undefined;
  let opened: Page[] = [];
  beforeAll(async () => {
    pages = await startBarPages({ split });
  });
  afterEach(async () => {
    for (const page of opened) await page.context().close();
    opened = [];
    expect(pages?.readProblems().filter((problem) => !isExpected(problem))).toEqual([]);
  });
  afterAll(() => pages?.close());
  return {
    page: lateBound(() => opened.at(-1)),
    async open(options) {
      if (!pages) throw new Error('Not there yet');
      const page = await pages.open(options);
      opened.push(page);
      return page;
    },
  };
}
