import { html, nothing, type TemplateResult } from 'lit';
import { showDuration } from '../duration.js';
import { button } from './button.js';
import { icon } from './icons.js';
import type { View } from './view.js';

/** What is left of the time after a call, and its end. */
export function wrapUpView(view: View): TemplateResult {
  const { t, state, now, phone } = view;
  const { since = now, until } = state.agent ?? {};
  const left = until === undefined ? undefined : Math.max(0, until - now);
  return html`<article class="card wrap-up" part="card wrap-up" tabindex="-1" data-refuge aria-label=${t('wrap-up')}>
    <span class="face">${icon('check')}</span>
    <div class="caller">
      <strong class="name">${t('wrap-up')}</strong>
      <span class="sub"
        ><time role="timer" part="timer"
          >${left === undefined ? showDuration(now - since) : t('left', { time: showDuration(left + 999) })}</time
        ></span
      >
      ${
        left === undefined || until === undefined
          ? nothing
          : html`<progress max=${until - since} .value=${left} aria-label=${t('wrap-up')} part="progress"></progress>`
      }
    </div>
    ${button(view, {
      label: t('endWrapUp'),
      part: 'end-wrap-up',
      look: 'primary',
      allowed: view.can('endWrapUp'),
      click: () => view.run('endWrapUp', () => phone.endWrapUp()),
    })}
  </article>`;
}
