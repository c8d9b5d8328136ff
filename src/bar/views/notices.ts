import { html, nothing, type TemplateResult } from 'lit/html.js';
import { button } from './button.js';
import { icon, type IconName } from './icons.js';
import type { View } from './view.js';

const notice = (look: string, name: IconName, text: unknown, more: unknown = nothing): TemplateResult =>
  html`<div class="notice box ${look}" part="notice">
    ${icon(name)}
    <div>${text}</div>
    ${more}
  </div>`;

/** What stands between the agent and their calls: the link, another seat, the last failure, sound. */
export function noticesView(view: View): TemplateResult {
  const { t, now, memory, sound, phone } = view;
  const { status, error, nextTryAt, agent } = view.state;
  const { problem } = memory;
  const elsewhere = 'auth/signed-in-elsewhere';
  const isClosed = status === 'closed';
  return html`<div role="status" part="connection">
      ${
        status === 'open'
          ? nothing
          : notice(isClosed ? 'bad' : 'warn', 'link', `${t(status)} ${error && isClosed ? t.error(error.code) : ''}`)
      }
    </div>
    ${
      status !== 'open' && nextTryAt !== undefined && nextTryAt > now
        ? html`<p class="sub next">${t('nextTry', { seconds: Math.ceil((nextTryAt - now) / 1000) })}</p>`
        : nothing
    }
    <div role="alert">
      ${
        agent?.elsewhere || problem === elsewhere
          ? notice(
              'warn',
              'alert',
              t('elsewhere'),
              button(view, {
                label: t('takeOver'),
                part: 'take-over',
                look: 'primary',
                allowed: view.can('takeOver'),
                click: () => view.run('signIn', () => phone.signIn({ force: true })),
              }),
            )
          : nothing
      }
      ${
        problem && problem !== elsewhere
          ? notice(
              'bad',
              'alert',
              t.error(problem),
              button(view, {
                label: t('dismiss'),
                icon: 'close',
                part: 'dismiss',
                look: 'round',
                click: () => {
                  memory.problem = undefined;
                  view.touch();
                },
              }),
            )
          : nothing
      }
    </div>
    ${
      sound?.state === 'blocked'
        ? notice(
            'warn',
            'sound',
            t('soundBlocked'),
            button(view, {
              label: t('enableSound'),
              part: 'enable-sound',
              look: 'primary',
              click: () => view.run('sound', () => sound.enable().finally(view.touch)),
            }),
          )
        : nothing
    }`;
}
