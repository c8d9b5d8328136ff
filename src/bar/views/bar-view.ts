import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { readLines, type Line } from '../lines.js';
import { agentView } from './agent.js';
import { callView, otherView } from './call.js';
import { callerName } from './caller.js';
import { dialView } from './dial.js';
import { helpView } from './help.js';
import { incomingView } from './incoming.js';
import { keypadView } from './keypad.js';
import { noticesView } from './notices.js';
import { stateMenu } from './state-menu.js';
import { targetsView } from './targets.js';
import type { View } from './view.js';
import { wrapUpView } from './wrap-up.js';

const keyOf = ({ call }: Line): string => call.id;

/** The open panel, as far as there is a use for it. */
function openPanel(view: View): TemplateResult | typeof nothing {
  const { name, callId = '' } = view.panels.open ?? {};
  if (name === 'state') return stateMenu(view);
  if (name === 'dial') return dialView(view);
  if (name === 'keypad') return keypadView(view, callId);
  if (name === 'transfer' || name === 'consult') return targetsView(view, name, callId);
  return name === 'help' ? helpView(view) : nothing;
}

/** What a screen reader says when it changes: states, and no clocks. */
function spoken(view: View, lines: readonly Line[]): string {
  const { t, state } = view;
  if (lines.length === 0) return t(state.agent?.state ?? 'offline');
  return lines.map((line) => `${callerName(view, line)}: ${t((line.leg ?? line.call).state)}`).join(', ');
}

/** The whole bar. */
export function barView(view: View): TemplateResult {
  const { state, t } = view;
  const { ringing, current, others } = readLines(state);
  const lines = current ? [current, ...others] : [];
  return html`<section class="bar" part="bar" lang=${t.tag} aria-label=${t('softphone')}>
    ${agentView(view)} ${noticesView(view)} ${repeat(ringing, keyOf, (line) => incomingView(view, line))}
    ${repeat(current ? [current] : [], keyOf, (line) => callView(view, line))}
    ${
      others.length > 0
        ? html`<ul part="others">
            ${repeat(others, keyOf, (line) => otherView(view, line))}
          </ul>`
        : nothing
    }
    ${state.agent?.state === 'wrap-up' ? wrapUpView(view) : nothing} ${openPanel(view)}
    <div class="out" role="status">${spoken(view, lines)}</div>
  </section>`;
}
