import { html, nothing, type TemplateResult } from 'lit/html.js';
import { showDuration } from '../duration.js';
import { button } from './button.js';
import { icon } from './icons.js';
import { timer } from './timer.js';
import type { View } from './view.js';

/** What is left of the time after a call, and its end. */
export function wrapUpView(view: View): TemplateResult {
  const { t, now } = view;
  const { since = now, until } = view.state.agent ?? {};
  const title = t('wrap-up');
  const left = Math.max(0, (until ?? 0) - now);
  return html`<article class="card box wrap-up" part="card wrap-up" tabindex="-1" data-refuge aria-label=${title}>
    <span class="face box">${icon('check')}</span>
    <div class="caller">
      <strong class="name">${title}</strong>
      <span class="sub"
        >${timer(until === undefined ? showDuration(now - since) : t('left', { time: showDuration(left + 999) }))}</span
      >
      ${
        until === undefined
          ? nothing
          : html`<progress max=${until - since} .value=${left} aria-label=${title} part="progress"></progress>`
      }
    </div>
    ${button(view, {
      label: t('endWrapUp'),
      part: 'end-wrap-up',
      look: 'primary',
      allowed: view.can('endWrapUp'),
      click: () => view.run('endWrapUp', () => view.phone.endWrapUp()),
    })}
  </article>`;
}
