/** The script-tag face: `dist/aicc-support.min.js` puts the global `AICCSupport` on the page. */
import { readScriptAttributes, transportOf } from './support/script-config.js';
import { installGlobal, type AICCSupportGlobal } from './support/script-global.js';

declare global {
  interface Window {
    AICCSupport: AICCSupportGlobal;
  }
}

installGlobal(window, { attributes: readScriptAttributes(), transportOf, more: () => ({}) });

export type { AICCSupportGlobal } from './support/script-global.js';
export type { ScriptConfiguration } from './support/script-config.js';
