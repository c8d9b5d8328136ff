import { html, nothing, type TemplateResult } from 'lit/html.js';
import { showDuration } from '../duration.js';
import { button } from './button.js';
import { icon } from './icons.js';
import { timer } from './timer.js';
import type { View } from './view.js';

/** Who is signed in, what they do and since when. */
export function agentView(view: View): TemplateResult {
  const { t, now, later } = view;
  const { agent } = view.state;
  const { state = 'offline', since = now, until, reason } = agent ?? {};
  const name = agent?.name ?? agent?.workNo ?? t('softphone');
  const known = later?.reasons.find((each) => each.state === state && each.reason === reason);
  // A rest that was given a time counts down.
  const shown =
    state === 'rest' && until !== undefined
      ? t('left', { time: showDuration(until - now + 999) })
      : showDuration(now - since);
  return html`<div class="head" part="agent">
    ${view.isFloating ? later?.grip(view) : nothing}
    <div class="who">
      <strong part="name">${name}</strong>
      <span class="sub">${agent && agent.workNo !== name ? agent.workNo : nothing}</span>
    </div>
    ${
      state === 'offline' || agent?.elsewhere
        ? button(view, {
            label: t('signIn'),
            icon: 'person',
            part: 'sign-in',
            look: 'primary',
            allowed: view.can('signIn'),
            click: () => view.run('signIn', () => view.phone.signIn()),
          })
        : button(view, {
            label: t('changeState'),
            part: 'state',
            look: `state ${state}`,
            key: 'changeState',
            opens: 'state',
            content: html`<i class="dot"></i><span>${known?.name ?? t(state)}</span> ${timer(shown)}${icon('down')}`,
          })
    }
    <span class="tools">
      ${
        state === 'offline'
          ? nothing
          : button(view, {
              label: t('dialPad'),
              icon: 'keypad',
              part: 'tool',
              look: 'round',
              key: 'dialPad',
              opens: 'dial',
              allowed: view.can('dial'),
            })
      }
      ${button(view, { label: t('help'), icon: 'help', part: 'tool', look: 'round', key: 'help', opens: 'help' })}
    </span>
    ${
      agent?.pendingState
        ? html`<span class="chip box" part="pending">${t('then', { state: t(agent.pendingState) })}</span>`
        : nothing
    }
  </div>`;
}
