import { html, nothing, type TemplateResult } from 'lit';
import { showDuration } from '../duration.js';
import { button } from './button.js';
import { icon } from './icons.js';
import type { View } from './view.js';

/** Who is signed in, what they do and since when. */
export function agentView(view: View): TemplateResult {
  const { t, state, now, panels, float } = view;
  const { agent } = state;
  const known = agent?.state ?? 'offline';
  const reason = view.memory.reasons.find((each) => each.state === known && each.reason === agent?.reason);
  const name = agent?.name ?? agent?.workNo ?? t('softphone');
  // A rest that was given a time counts down.
  const shown =
    known === 'rest' && agent?.until !== undefined
      ? t('left', { time: showDuration(agent.until - now + 999) })
      : showDuration(now - (agent?.since ?? now));
  return html`<div class="head" part="agent">
    ${
      view.isFloating
        ? html`<button
            type="button"
            class="b round grip"
            part="button grip"
            title=${t('move')}
            aria-label=${t('move')}
            @pointerdown=${float.grab}
            @keydown=${float.key}
          >
            ${icon('grip')}
          </button>`
        : nothing
    }
    <div class="who">
      <strong part="name">${name}</strong>
      <span class="sub">${agent && agent.workNo !== name ? agent.workNo : nothing}</span>
    </div>
    ${
      known === 'offline' || agent?.elsewhere
        ? button(view, {
            label: t('signIn'),
            icon: 'person',
            part: 'sign-in',
            look: 'primary',
            allowed: view.can('signIn'),
            click: () => view.run('signIn', () => view.phone.signIn()),
          })
        : html`<button
            type="button"
            class="b state ${known}"
            part="button state"
            aria-haspopup="menu"
            aria-expanded=${`${panels.open?.name === 'state'}`}
            aria-keyshortcuts=${view.shortcuts.changeState ?? nothing}
            title=${t('changeState')}
            data-key="changeState"
            data-opens="state"
            @click=${() => panels.toggle('state')}
          >
            <i class="dot"></i>
            <span>${reason?.name ?? t(known)}</span>
            <time role="timer" part="timer">${shown}</time>
            ${icon('down')}
          </button>`
    }
    <span class="tools">
      ${
        known === 'offline'
          ? nothing
          : button(view, {
              label: t('dialPad'),
              icon: 'keypad',
              part: 'tool',
              look: 'round',
              key: 'dialPad',
              opens: 'dial',
              allowed: view.can('dial'),
              click: () => panels.toggle('dial'),
            })
      }
      ${button(view, {
        label: t('help'),
        icon: 'help',
        part: 'tool',
        look: 'round',
        key: 'help',
        opens: 'help',
        click: () => panels.toggle('help'),
      })}
    </span>
    ${
      agent?.pendingState
        ? html`<span class="chip" part="pending">${t('then', { state: t(agent.pendingState) })}</span>`
        : nothing
    }
  </div>`;
}
