import { html, type TemplateResult } from 'lit';
import type { PanelName } from '../controllers/panels.js';
import { button } from './button.js';
import type { View } from './view.js';

interface PanelParts {
  readonly name: PanelName;
  readonly title: string;
  readonly body: unknown;
}

/** What opens beside the calls. No modal dialog: the call goes on, and its controls stay in reach. */
export function panelView(view: View, { name, title, body }: PanelParts): TemplateResult {
  return html`<div class="panel ${name}" part="panel" data-panel=${name} role="dialog" aria-label=${title}>
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
