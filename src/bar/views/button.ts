import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Call } from '../../protocol/entities.js';
import type { CallAction } from '../../softphone/actions.js';
import type { CallOptions, Softphone } from '../../softphone/softphone.js';
import type { PanelName } from '../controllers/panels.js';
import type { BarMessageKey } from '../i18n/messages.js';
import type { BarShortcutName } from '../shortcuts.js';
import { icon, type IconName } from './icons.js';
import type { View } from './view.js';

export interface ButtonOptions {
  readonly label: string;
  readonly icon?: IconName;
  /** What it shows instead of the icon and the label, which is then its title only. */
  readonly content?: TemplateResult;
  /** A CSS part of its own beside `button`. */
  readonly part: string;
  /** `primary` `good` `bad` `round` `control` `on`, in words. */
  readonly look?: string;
  /** @default true */
  readonly allowed?: boolean;
  /** The shortcut that presses it. */
  readonly key?: BarShortcutName;
  /** The panel that it opens, unless `click` says otherwise, and of which call. */
  readonly opens?: PanelName;
  readonly callId?: string | undefined;
  readonly click?: () => void;
}

/** One that is not allowed keeps the focus and its place, and does nothing. */
export function button(view: View, options: ButtonOptions): TemplateResult {
  const { label, part, look = '', allowed = true, key, opens, callId } = options;
  const { panels, shortcuts } = view;
  const click = options.click ?? (() => opens && panels.toggle(opens, callId));
  return html`<button
    type="button"
    class="b ${look}"
    part="button ${part}"
    title=${label}
    aria-disabled=${allowed ? nothing : 'true'}
    aria-haspopup=${opens ? (opens === 'state' ? 'menu' : 'dialog') : nothing}
    aria-expanded=${opens ? `${panels.open?.name === opens}` : nothing}
    aria-keyshortcuts=${(key && shortcuts[key]) ?? nothing}
    data-key=${key ?? nothing}
    data-opens=${opens ?? nothing}
    @click=${allowed ? click : undefined}
  >
    ${options.content ?? html`${options.icon ? icon(options.icon) : nothing}<span class="label">${label}</span>`}
  </button>`;
}

/** Actions that need to know no more than which call. */
export type PlainAction = {
  [A in CallAction]: Softphone[A] extends (options: CallOptions & { readonly callId: string }) => Promise<void>
    ? A
    : never;
}[CallAction];

export const firstThatCan = (view: View, action: CallAction, calls: readonly Call[]): Call | undefined =>
  calls.find((call) => view.canCall(action, call));

/** A button for what is done with a call: the first that allows it. */
export function callButton(
  view: View,
  action: PlainAction,
  calls: readonly Call[],
  options: Omit<ButtonOptions, 'label'> & Partial<ButtonOptions>,
): TemplateResult {
  const who = firstThatCan(view, action, calls);
  return button(view, {
    label: view.t(action as BarMessageKey),
    allowed: who !== undefined,
    click: () => who && view.run(`${action} ${who.id}`, () => view.phone[action]({ callId: who.id })),
    ...options,
  });
}
