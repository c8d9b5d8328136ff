import { html, nothing, type TemplateResult } from 'lit';
import type { Line } from '../lines.js';
import { button } from './button.js';
import { callerDetails, callerHeading } from './caller.js';
import { icon } from './icons.js';
import type { View } from './view.js';

/** A call that rings. The alert holds no clock: it would be read out each second. */
export function incomingView(view: View, line: Line): TemplateResult {
  const { t, phone } = view;
  const { call, contact } = line;
  return html`<article class="card incoming" part="card incoming" data-refuge tabindex="-1" aria-label=${t('ringing')}>
    <span class="face">${icon('phone')}</span>
    <div class="caller" role="alert">
      <span class="sub"
        >${t('ringing')}${contact?.skillGroup ? html` · <span part="skill-group">${contact.skillGroup}</span>` : nothing}</span
      >
      ${callerHeading(view, line)} ${callerDetails(view, line)}
    </div>
    <div class="row">
      ${button(view, {
        label: t('answer'),
        icon: 'phone',
        part: 'answer',
        look: 'good',
        key: 'answer',
        allowed: view.canCall('answer', call),
        click: () => view.run(`answer ${call.id}`, () => phone.answer({ callId: call.id })),
      })}
      ${button(view, {
        label: t('reject'),
        icon: 'hangUp',
        part: 'reject',
        look: 'bad',
        key: 'reject',
        allowed: view.canCall('reject', call),
        click: () => view.run(`reject ${call.id}`, () => phone.reject({ callId: call.id })),
      })}
    </div>
  </article>`;
}
