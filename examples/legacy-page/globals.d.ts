import type { AICCSupportGlobal } from '../../src/support/script-global.js';

declare global {
  /** What the script tag puts on the page. */
  const AICCSupport: AICCSupportGlobal;

  interface Window {
    LEGACY_MESSAGES: Record<string, Record<string, string>>;
  }
}
