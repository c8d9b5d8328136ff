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
    click: () => void,
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
      @click=${allowed ? click : undefined}
    >
      <span class="tick">${isChecked ? icon('check') : nothing}</span>${label}
    </button>`;
  };
  const choose =
    (action: string, task: () => Promise<void>): (() => void) =>
    () => {
      panels.close();
      view.run(action, task);
    };
  const seconds = entries.restMinutes * 60;
  const rest = (options: { readonly reason?: string } = {}): Promise<void> =>
    phone.rest({ ...options, ...(seconds && { seconds }) });
  const { restMinutes = [5, 15, 30, 60] } = view;
  const lengths = [0, ...restMinutes].map((minutes) =>
    item(
      'rest',
      minutes ? t('minutes', { count: minutes }) : t('noLimit'),
      entries.restMinutes === minutes,
      () => {
        entries.restMinutes = minutes;
        view.touch();
      },
      'chip',
    ),
  );
  const reasons = (of: 'busy' | 'rest'): TemplateResult[] =>
    entries.reasons
      .filter((each) => each.state === of)
      .map(({ reason, name }) =>
        item(
          of === 'busy' ? 'setBusy' : 'rest',
          name,
          wanted === of && wantedReason === reason,
          choose(of, () => (of === 'busy' ? phone.setBusy({ reason }) : rest({ reason }))),
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
    ${item(
      'setReady',
      t('ready'),
      is('ready'),
      choose('ready', () => phone.setReady()),
    )}
    ${item(
      'setBusy',
      t('busy'),
      is('busy'),
      choose('busy', () => phone.setBusy()),
    )}
    ${reasons('busy')}
    ${
      restMinutes.length > 0
        ? html`<div class="row lengths" role="group" aria-label=${t('restLength')}>
            <span class="sub" aria-hidden="true">${t('restLength')}</span>${lengths}
          </div>`
        : nothing
    }
    ${item('rest', t('rest'), is('rest'), choose('rest', rest))} ${reasons('rest')}
    <hr />
    ${item(
      'signOut',
      t('signOut'),
      undefined,
      choose('signOut', () => phone.signOut()),
    )}
  </div>`;
}
