import { html, nothing, type TemplateResult } from 'lit/html.js';
import { button } from '../views/button.js';
import { drawing, icon } from '../views/icons.js';
import { keysView } from './keys.js';
import type { PanelView } from './panel-view.js';
import { panelView } from './panel.js';

/** Dials a number, typed or pasted as people write it: the softphone cleans it. */
export function dialView(view: PanelView): TemplateResult {
  const { t, entries, phone } = view;
  const write = (text: string): void => {
    entries.dialText = text;
    view.touch();
  };
  const dial = async (): Promise<void> => {
    const { dialText, callerNum } = entries;
    const isKnown = entries.numbers.some(({ number }) => number === callerNum);
    await phone.dial(dialText, isKnown ? { callerNum } : {});
    entries.dialText = '';
    view.panels.close();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (entries.dialText.trim() !== '' && view.can('dial')) view.run('dial', dial);
  };
  const body = html`<form @submit=${submit}>
    <div class="field">
      <input
        part="input"
        type="tel"
        dir="ltr"
        autocomplete="off"
        data-first
        aria-label=${t('phoneNumber')}
        placeholder=${t('phoneNumber')}
        .value=${entries.dialText}
        @input=${(event: InputEvent) => write((event.target as HTMLInputElement).value)}
      />
      ${button(view, {
        label: t('delete'),
        content: drawing('M9 6h11v12H9l-6-6zM12 9.5l5 5M17 9.5l-5 5'),
        part: 'delete',
        look: 'round',
        allowed: entries.dialText !== '',
        click: () => write(entries.dialText.slice(0, -1)),
      })}
    </div>
    ${keysView((key) => write(entries.dialText + key))}
    ${
      entries.numbers.length > 0
        ? html`<label class="stack"
            ><span class="sub">${t('callerNum')}</span
            ><select
              part="input"
              @change=${(event: Event) => {
                entries.callerNum = (event.target as HTMLSelectElement).value;
              }}
            >
              <option value="">${t('automatic')}</option>
              ${entries.numbers.map(
                ({ number, name }) =>
                  html`<option value=${number} ?selected=${number === entries.callerNum}>
                    ${name ? `${name} · ${number}` : number}
                  </option>`,
              )}
            </select></label
          >`
        : nothing
    }
    <button
      class="b good wide"
      part="button dial"
      aria-disabled=${entries.dialText.trim() !== '' && view.can('dial') ? nothing : 'true'}
    >
      ${icon('phone')}<span>${t('dial')}</span>
    </button>
  </form>`;
  return panelView(view, 'dial', t('dialPad'), body);
}
