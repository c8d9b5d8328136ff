import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icon } from '../views/icons.js';
import type { PanelView } from './panel-view.js';
import { moveFocus } from './move-focus.js';

/** The menu of what the agent can be: the ARIA menu pattern. */
export function stateMenu(view: PanelView): TemplateResult {
  const { t, state, phone, panels, entries } = view;
  const { agent } = state;
  const wanted = agent?.pendingState ?? agent?.state;
  const wantedReason = agent?.pendingState ? undefined : agent?.reason;

  const item = (
    action: 'setReady' | 'setBusy' | 'rest' | 'signOut',
    label: string,
    isChecked: boolean | undefined,
    task: () => Promise<void>,
    look = '',
  ): TemplateResult => {
    const allowed = view.can(action);
    return html`<button
      type="button"
      class="b item ${look}"
      part="button menu-item"
      role=${isChecked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked=${isChecked === undefined ? nothing : `${isChecked}`}
      aria-disabled=${allowed ? nothing : 'true'}
      tabindex="-1"
      ?data-first=${action === 'setReady'}
      @click=${() => {
        if (!allowed) return;
        panels.close();
        view.run(action, task);
      }}
    >
      <span class="tick">${isChecked ? icon('check') : nothing}</span>${label}
    </button>`;
  };
  const reasons = (of: 'busy' | 'rest'): TemplateResult[] =>
    entries.reasons
      .filter((each) => each.state === of)
      .map(({ reason, name }) =>
        item(
          of === 'busy' ? 'setBusy' : 'rest',
          name,
          wanted === of && wantedReason === reason,
          () => (of === 'busy' ? phone.setBusy({ reason }) : phone.rest({ reason })),
          'inner',
        ),
      );
  const is = (of: 'ready' | 'busy' | 'rest'): boolean =>
    wanted === of && !entries.reasons.some(({ state: its, reason }) => its === of && reason === wantedReason);

  return html`<div
    class="panel box menu"
    part="panel menu"
    data-panel="state"
    role="menu"
    aria-label=${t('changeState')}
    @keydown=${(event: KeyboardEvent) => moveFocus(event)}
    @focusout=${(event: FocusEvent) => {
      const menu = event.currentTarget as Element;
      if (event.relatedTarget && !menu.contains(event.relatedTarget as Node)) panels.close();
    }}
  >
    ${item('setReady', t('ready'), is('ready'), () => phone.setReady())}
    ${item('setBusy', t('busy'), is('busy'), () => phone.setBusy())} ${reasons('busy')}
    ${item('rest', t('rest'), is('rest'), () => phone.rest())} ${reasons('rest')}
    <hr />
    ${item('signOut', t('signOut'), undefined, () => phone.signOut())}
  </div>`;
}
