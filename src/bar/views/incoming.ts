import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Line } from '../lines.js';
import { callButton } from './button.js';
import { callerDetails, callerHeading } from './caller.js';
import { icon } from './icons.js';
import type { View } from './view.js';

/** A call that rings. The alert holds no clock: it would be read out each second. */
export function incomingView(view: View, line: Line): TemplateResult {
  const { call, contact } = line;
  const title = view.t('ringing');
  return html`<article class="card box incoming" part="card incoming" data-refuge tabindex="-1" aria-label=${title}>
    <span class="face box good">${icon('phone')}</span>
    <div class="caller" role="alert">
      <span class="sub"
        >${title}${contact?.skillGroup ? html` · <span part="skill-group">${contact.skillGroup}</span>` : nothing}</span
      >
      ${callerHeading(view, line)} ${callerDetails(view, line)}
    </div>
    <div class="row">
      ${callButton(view, 'answer', [call], { icon: 'phone', part: 'answer', look: 'good', key: 'answer' })}
      ${callButton(view, 'reject', [call], { icon: 'hangUp', part: 'reject', look: 'bad', key: 'reject' })}
    </div>
  </article>`;
}
