import { html, type TemplateResult } from 'lit/html.js';

const letters = ['', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];

/** Twelve keys, which run from left to right in all scripts. */
export function keysView(press: (key: string) => void): TemplateResult {
  return html`<div class="keys" part="keys" dir="ltr">
    ${Array.from('123456789*0#').map(
      (key, index) =>
        html`<button type="button" class="b key" part="button key" @click=${() => press(key)}>
          <b>${key}</b><small aria-hidden="true">${letters[index] ?? (key === '0' ? '+' : '')}</small>
        </button>`,
    )}
  </div>`;
}
