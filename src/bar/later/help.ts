import { html, type TemplateResult } from 'lit/html.js';
import type { BarShortcutName } from '../shortcuts.js';
import type { PanelView } from './panel-view.js';
import { panelView } from './panel.js';

export function helpView(view: PanelView): TemplateResult {
  const { t, shortcuts } = view;
  const names = (Object.keys(shortcuts) as BarShortcutName[]).filter((name) => shortcuts[name]);
  const body = html`<dl class="shortcuts">
    ${names.map(
      (name) =>
        html`<div>
          <dt>${t(name, { who: '…' })}</dt>
          <dd><kbd>${shortcuts[name]}</kbd></dd>
        </div>`,
    )}
  </dl>`;
  return panelView(view, 'help', t('help'), body);
}
