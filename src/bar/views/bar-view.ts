import { html, nothing, type TemplateResult } from 'lit/html.js';
import { readLines, type Line } from '../lines.js';
import { agentView } from './agent.js';
import { callView, otherView } from './call.js';
import { callerName } from './caller.js';
import { incomingView } from './incoming.js';
import { noticesView } from './notices.js';
import type { View } from './view.js';
import { wrapUpView } from './wrap-up.js';

/** What a screen reader says when it changes: states, and no clocks. */
function spoken(view: View, lines: readonly Line[]): string {
  const { t, state } = view;
  if (lines.length === 0) return t(state.agent?.state ?? 'offline');
  return lines.map((line) => `${callerName(view, line)}: ${t((line.leg ?? line.call).state)}`).join(', ');
}

/** The whole bar. */
export function barView(view: View): TemplateResult {
  const { state, t, places, panels } = view;
  const { ringing, current, others } = readLines(state);
  const mine = current ? [current] : [];
  return html`<section class="bar box" part="bar" lang=${t.tag} aria-label=${t('softphone')}>
    ${agentView(view)} ${noticesView(view)} ${places.ringing(ringing, (line) => incomingView(view, line))}
    ${places.current(mine, (line) => callView(view, line))}
    ${
      others.length > 0
        ? html`<ul part="others">
            ${places.others(others, (line) => otherView(view, line))}
          </ul>`
        : nothing
    }
    ${state.agent?.state === 'wrap-up' ? wrapUpView(view) : nothing}
    ${panels.open ? view.later?.panel(view, panels.open) : nothing}
    <div class="out" role="status">${spoken(view, [...mine, ...others])}</div>
  </section>`;
}
