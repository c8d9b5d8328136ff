import { html, type TemplateResult } from 'lit/html.js';
import type { PanelName } from '../controllers/panels.js';
import { button } from '../views/button.js';
import type { View } from '../views/view.js';

/** What opens beside the calls. No modal dialog: the call goes on, and its controls stay in reach. */
export function panelView(view: View, name: PanelName, title: string, body: TemplateResult): TemplateResult {
  return html`<div class="panel box ${name}" part="panel" data-panel=${name} role="dialog" aria-label=${title}>
    <div class="title">
      <strong>${title}</strong>
      ${button(view, {
        label: view.t('close'),
        icon: 'close',
        part: 'close',
        look: 'round',
        click: view.panels.close,
      })}
    </div>
    ${body}
  </div>`;
}
