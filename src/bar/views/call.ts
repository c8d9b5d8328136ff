import { html, nothing, type TemplateResult } from 'lit/html.js';
import { showDuration } from '../duration.js';
import type { Call } from '../../protocol/entities.js';
import type { Line } from '../lines.js';
import { button, callButton } from './button.js';
import { callerDetails, callerHeading, callerName, callNumber } from './caller.js';
import { controlsView } from './controls.js';
import { icon } from './icons.js';
import { timer } from './timer.js';
import type { View } from './view.js';

const clock = (view: View, { answeredAt, startedAt }: Call): TemplateResult =>
  timer(showDuration(view.now - (answeredAt ?? startedAt)));

const faceOf = ({ state }: Call): TemplateResult => icon(state === 'held' ? 'hold' : 'person');

/** The others of a conference, each of whom may be dropped. */
function partiesView(view: View, call: Call): TemplateResult {
  const others = call.parties.filter(({ number }) => number !== view.state.agent?.workNo);
  return html`<ul class="parties" part="parties">
    ${others.map(({ kind, number }) => {
      const who = kind === 'agent' ? number : view.number(number);
      return html`<li class="chip box">
        ${icon('person')}<bdi dir="ltr">${who}</bdi>
        ${
          view.canCall('dropParty', call)
            ? button(view, {
                label: view.t('dropParty', { who }),
                icon: 'close',
                part: 'drop-party',
                look: 'round small',
                click: () => view.run(`dropParty ${number}`, () => view.phone.dropParty(number, { callId: call.id })),
              })
            : nothing
        }
      </li>`;
    })}
  </ul>`;
}

/** The call with the controls. */
export function callView(view: View, line: Line): TemplateResult {
  const { t } = view;
  const { call, leg } = line;
  const { state, recording } = call;
  const muted = ({ muted: is }: Call): unknown =>
    is ? html`<span class="chip box warn" part="chip">${t('muted')}</span>` : nothing;
  return html`<article
    class="card box call ${state}"
    part="card call"
    tabindex="-1"
    data-refuge
    aria-label="${t(state)}: ${callerName(view, line)}"
  >
    <span class="face box">${faceOf(call)}</span>
    <div class="caller">
      ${callerHeading(view, line)}
      <span class="sub meta"
        ><span class="status" part="call-state">${t(state)}</span> ${clock(view, call)} ${muted(call)}
        ${
          recording
            ? html`<span class="chip box ${recording}" part="chip"
                ><i class="dot"></i>${t(recording === 'on' ? 'recording' : 'recordingPaused')}</span
              >`
            : nothing
        }</span
      >
      ${callerDetails(view, line)} ${state === 'conference' ? partiesView(view, call) : nothing}
    </div>
    ${
      leg
        ? html`<div class="leg box" part="consult-leg">
            ${icon('consult')}<strong><bdi dir="ltr">${callNumber(view, leg)}</bdi></strong>
            <span class="sub">${t(leg.state === 'talking' ? 'consulting' : leg.state)} ${clock(view, leg)}</span>
            ${muted(leg)}
          </div>`
        : nothing
    }
    ${controlsView(view, line)}
  </article>`;
}

/** Another call, which waits. */
export function otherView(view: View, line: Line): TemplateResult {
  const { call } = line;
  const who = callerName(view, line);
  return html`<li class="other box" part="other">
    ${faceOf(call)}
    <span class="caller"
      ><strong><bdi>${who}</bdi></strong> <span class="sub">${view.t(call.state)} ${clock(view, call)}</span></span
    >
    ${
      // To retrieve is to hold what talks; a call that rings or is in a conference is only looked at.
      callButton(view, call.state === 'held' ? 'retrieve' : 'focus', [call], {
        label: view.t('swap', { who }),
        icon: 'swap',
        part: 'swap',
        look: 'round',
        key: 'swap',
      })
    }
    ${callButton(view, 'hangUp', [call], { icon: 'hangUp', part: 'hang-up-other', look: 'round bad' })}
  </li>`;
}
