/** The softphone bar. Importing this registers nothing; `aicc-support/bar/define` does. */
export { AiccSoftphoneBar } from './bar-class.js';
export { defineSoftphoneBar } from './define-softphone-bar.js';
export { type CallerCard } from './call-data.js';
export { type BarEventMap } from './events.js';
export { type BarCatalogue, type BarCatalogues, type BarMessageKey, type BarMessages } from './i18n/messages.js';
export { type BarShortcutName, type BarShortcuts } from './shortcuts.js';
export { type SoundGate } from './sound-gate.js';
