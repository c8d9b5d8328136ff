import { onTestFinished, vi } from 'vitest';

/** Counts how many AbortControllers are made until the test is over. */
export function countAbortControllers(): { readonly made: number } {
  let made = 0;
  class Counted extends AbortController {
    constructor() {
      super();
      made += 1;
    }
  }
  vi.stubGlobal('AbortController', Counted);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return {
    get made() {
      return made;
    },
  };
}
