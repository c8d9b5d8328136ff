import { html, type TemplateResult } from 'lit';
import type { BarShortcutName } from '../shortcuts.js';
import { panelView } from './panel.js';
import type { View } from './view.js';

export function helpView(view: View): TemplateResult {
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
  return panelView(view, { name: 'help', title: t('help'), body });
}
