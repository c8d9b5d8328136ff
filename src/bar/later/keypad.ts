import { html, type TemplateResult } from 'lit/html.js';
import { onlyDigits } from './digits.js';
import { keysView } from './keys.js';
import type { PanelView } from './panel-view.js';
import { panelView } from './panel.js';

/** Sends tones into a call: by click, by the keys of the keyboard, or pasted. */
export function keypadView(view: PanelView): TemplateResult {
  const { t, entries, phone, callId } = view;
  const send = (text: string): void => {
    const digits = onlyDigits(text).replaceAll('+', '').slice(0, 32);
    if (digits === '') return;
    entries.sent = (entries.sent + digits).slice(-32);
    view.touch();
    // Each press counts, also while another is under way.
    view.run('', () => phone.sendDtmf(digits, { callId }));
  };
  const body = html`<div
    @keydown=${(event: KeyboardEvent) => {
      if (/^[\d*#]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        send(event.key);
      }
    }}
    @paste=${(event: ClipboardEvent) => {
      event.preventDefault();
      send(event.clipboardData?.getData('text') ?? '');
    }}
  >
    <input part="input" dir="ltr" readonly data-first aria-label=${t('sent')} .value=${entries.sent} />
    ${keysView(send)}
  </div>`;
  return panelView(view, 'keypad', t('keypad'), body);
}
