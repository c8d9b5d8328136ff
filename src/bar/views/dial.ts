import { html, nothing, type TemplateResult } from 'lit';
import { button } from './button.js';
import { icon } from './icons.js';
import { keysView } from './keys.js';
import { panelView } from './panel.js';
import type { View } from './view.js';

/** Dials a number, typed or pasted as people write it: the softphone cleans it. */
export function dialView(view: View): TemplateResult {
  const { t, memory, phone } = view;
  const write = (text: string): void => {
    memory.dialText = text;
    view.touch();
  };
  const dial = async (): Promise<void> => {
    const { dialText, callerNum } = memory;
    const isKnown = memory.numbers.some(({ number }) => number === callerNum);
    await phone.dial(dialText, isKnown ? { callerNum } : {});
    memory.dialText = '';
    view.panels.close();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (memory.dialText.trim() !== '' && view.can('dial')) view.run('dial', dial);
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
        .value=${memory.dialText}
        @input=${(event: InputEvent) => write((event.target as HTMLInputElement).value)}
      />
      ${button(view, {
        label: t('delete'),
        icon: 'delete',
        part: 'delete',
        look: 'round',
        allowed: memory.dialText !== '',
        click: () => write(memory.dialText.slice(0, -1)),
      })}
    </div>
    ${keysView((key) => write(memory.dialText + key))}
    ${
      memory.numbers.length > 0
        ? html`<label class="stack"
            ><span class="sub">${t('callerNum')}</span
            ><select
              part="input"
              @change=${(event: Event) => {
                memory.callerNum = (event.target as HTMLSelectElement).value;
              }}
            >
              <option value="">${t('automatic')}</option>
              ${memory.numbers.map(
                ({ number, name }) =>
                  html`<option value=${number} ?selected=${number === memory.callerNum}>
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
      aria-disabled=${memory.dialText.trim() !== '' && view.can('dial') ? nothing : 'true'}
    >
      ${icon('phone')}<span>${t('dial')}</span>
    </button>
  </form>`;
  return panelView(view, { name: 'dial', title: t('dialPad'), body });
}
