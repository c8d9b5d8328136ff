import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PanelName } from '../controllers/panels.js';
import type { DirectoryEntry, TargetInput } from '../../protocol/operations.js';
import type { PanelView } from './panel-view.js';
import { panelView } from './panel.js';

function optionView(view: PanelView, entry: DirectoryEntry, index: number): TemplateResult {
  const { search, t } = view;
  const { kind, name, address, state } = entry;
  return html`<li
    role="option"
    id="target-${index}"
    part="target"
    aria-selected=${`${index === search.state().active}`}
    @pointerdown=${(event: Event) => event.preventDefault()}
    @click=${() => search.choose(entry)}
  >
    ${state ? html`<i class="dot ${state}"></i>` : nothing}
    <strong><bdi>${name || address}</bdi></strong>
    <span class="sub"
      >${t(kind)}${name ? html` · <bdi dir="ltr">${address}</bdi>` : nothing}${state ? ` · ${t(state)}` : nothing}</span
    >
  </li>`;
}

/** Whom a call goes to, or who is asked: the ARIA combobox pattern over the directory. */
export function targetsView(view: PanelView, panel: PanelName): TemplateResult {
  const name = panel as 'transfer' | 'consult';
  const { search, t, entries, phone, callId } = view;
  const { text, results, active, chosen, isOpen, isBusy, failure } = search.state();
  const isTransfer = name === 'transfer';
  const go = async ({ address, kind }: DirectoryEntry): Promise<void> => {
    const target: TargetInput = { to: address, kind };
    if (isTransfer) await phone.transfer({ ...target, mode: entries.onAnswer ? 'on-answer' : 'blind' }, { callId });
    else await phone.consult(target, { callId });
    view.panels.close();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (chosen) view.run(name, () => go(chosen));
  };
  const found = isBusy
    ? '…'
    : failure
      ? t.error(failure)
      : results.length > 0
        ? t('results', { count: results.length })
        : t('noResults');
  const body = html`<form @submit=${submit}>
    <input
      part="input"
      role="combobox"
      autocomplete="off"
      data-first
      aria-label=${t('target')}
      placeholder=${t('target')}
      aria-autocomplete="list"
      aria-expanded=${`${isOpen}`}
      aria-controls="targets"
      aria-activedescendant=${isOpen && active >= 0 ? `target-${active}` : nothing}
      .value=${text}
      @input=${(event: InputEvent) => search.type((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.isComposing || !search.press(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
    <ul id="targets" class="targets" part="targets" role="listbox" aria-label=${t('targets')} ?hidden=${!isOpen}>
      ${results.map((entry, index) => optionView(view, entry, index))}
    </ul>
    <p class="sub" role="status" ?hidden=${!isOpen}>${found}</p>
    ${
      isTransfer
        ? html`<label class="check"
            ><input
              type="checkbox"
              .checked=${entries.onAnswer}
              @change=${(event: Event) => {
                entries.onAnswer = (event.target as HTMLInputElement).checked;
              }}
            />${t('onAnswer')}</label
          >`
        : nothing
    }
    <button class="b primary wide" part="button ${name}-now" aria-disabled=${chosen ? nothing : 'true'}>
      ${t(name)}
    </button>
  </form>`;
  return panelView(view, name, t(name), body);
}
