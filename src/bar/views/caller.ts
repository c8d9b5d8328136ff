import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Call } from '../../protocol/entities.js';
import { farNumber, type Line } from '../lines.js';
import type { View } from './view.js';

/** Who a line is with, in plain words. */
export function callerName(view: View, { call, contact }: Line): string {
  return view.describe(call, contact).title ?? callNumber(view, call);
}

export function callNumber(view: View, call: Call): string {
  return view.number(farNumber(call, view.state.agent?.workNo)) || view.t('unknown');
}

/** Name or number, large; the number below a name. Numbers run from left to right in all scripts. */
export function callerHeading(view: View, line: Line): TemplateResult {
  const { title } = view.describe(line.call, line.contact);
  const number = html`<bdi dir="ltr">${callNumber(view, line.call)}</bdi>`;
  return html`<strong class="name" part="caller">${title ?? number}</strong>
    ${title ? html`<span class="sub">${number}</span>` : nothing}`;
}

/** What is known of who calls. */
export function callerDetails(view: View, { call, contact }: Line): TemplateResult | typeof nothing {
  const { details = [] } = view.describe(call, contact);
  if (details.length === 0) return nothing;
  return html`<dl part="details">
    ${details.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
