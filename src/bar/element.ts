import type { Call, Contact } from '../protocol/entities.js';
import type { Softphone } from '../softphone/softphone.js';
import type { CallerCard } from './call-data.js';
import type { BarEventMap } from './events.js';
import type { BarCatalogues } from './i18n/messages.js';
import type { BarShortcuts } from './shortcuts.js';
import type { SoundGate } from './sound-gate.js';

/**
 * `<aicc-softphone-bar>`: shows a softphone and drives it.
 *
 * @example
 * defineSoftphoneBar();
 * const bar = document.createElement('aicc-softphone-bar');
 * bar.softphone = createSoftphone({ transport });
 * bar.addEventListener('aicc-ringing', ({ detail }) => openCustomer(detail.call.callerNum));
 * document.body.prepend(bar);
 */
export interface AiccSoftphoneBar extends HTMLElement {
  /**
   * `docked` is a strip across the page, `compact` fits a column, `floating` hovers over the page and can be moved.
   *
   * @default 'compact'
   */
  layout: 'docked' | 'compact' | 'floating';
  /** `auto` follows the system. @default 'auto' */
  theme: 'auto' | 'light' | 'dark';
  /** Where a docked bar stands: its panels open away from there. @default 'top' */
  side: 'top' | 'bottom';
  /** Shows the last four digits of customers' numbers only. Events and call data keep them. @default false */
  maskNumbers: boolean;
  /** Other shortcuts than the built-in ones, by what they do; `off` for none. */
  shortcuts: BarShortcuts | 'off' | undefined;
  /** A language tag; without it that of the nearest `lang`, else the browser's. */
  locale: string | undefined;
  /**
   * How long a rest may be chosen to be, in minutes, beside no limit. An empty list offers nothing to choose.
   *
   * @default [5, 15, 30, 60]
   */
  restMinutes: readonly number[] | undefined;
  /** More languages, and other words for the built-in ones. */
  catalogues: BarCatalogues | undefined;
  /** Whether the browser lets the page ring; with it the bar offers to enable sound while it does not. */
  sound: SoundGate | undefined;
  /** What the card of a caller shows. Without it: the plain values of call data that is a JSON object. */
  describeCaller: ((call: Call, contact: Contact | undefined) => CallerCard) | undefined;
  /**
   * Makes the softphone of a bar that a page only writes down, from its attributes (`base-url`, `transport`, …), when
   * the bar enters a document without one. The bar disposes of it when it leaves.
   */
  createSoftphone: ((attributes: Readonly<Record<string, string>>) => Softphone) | undefined;
  /** What the bar shows and drives. The bar never disposes of one that it was given. */
  softphone: Softphone | undefined;
  /** Settles when the bar has shown what it knows now. */
  readonly updateComplete: Promise<boolean>;
}

declare global {
  interface HTMLElementTagNameMap {
    'aicc-softphone-bar': AiccSoftphoneBar;
  }
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- how the events of a page get their types
  interface GlobalEventHandlersEventMap extends BarEventMap {}
}
