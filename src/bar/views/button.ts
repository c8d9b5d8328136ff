import { html, nothing, type TemplateResult } from 'lit';
import type { PanelName } from '../controllers/panels.js';
import type { BarShortcutName } from '../shortcuts.js';
import { icon, type IconName } from './icons.js';
import type { View } from './view.js';

export interface ButtonOptions {
  readonly label: string;
  readonly icon?: IconName;
  /** A CSS part of its own beside `button`, and its look: `primary` `good` `bad` `round` `control` `on`, in words. */
  readonly part: string;
  readonly look?: string;
  /** @default true */
  readonly allowed?: boolean;
  /** The shortcut that presses it. */
  readonly key?: BarShortcutName;
  /** The panel that it opens. */
  readonly opens?: PanelName;
  readonly click: () => void;
}

/** One that is not allowed keeps the focus and its place, and does nothing. */
export function button(view: View, options: ButtonOptions): TemplateResult {
  const { label, part, look = '', allowed = true, key, opens, click } = options;
  return html`<button
    type="button"
    class="b ${look}"
    part="button ${part}"
    title=${label}
    aria-disabled=${allowed ? nothing : 'true'}
    aria-expanded=${opens ? `${view.panels.open?.name === opens}` : nothing}
    aria-keyshortcuts=${(key && view.shortcuts[key]) ?? nothing}
    data-key=${key ?? nothing}
    data-opens=${opens ?? nothing}
    @click=${allowed ? click : undefined}
  >
    ${options.icon ? icon(options.icon) : nothing}<span class="label">${label}</span>
  </button>`;
}
