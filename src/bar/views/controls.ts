import { html, nothing, type TemplateResult } from 'lit';
import type { Call } from '../../protocol/entities.js';
import type { CallAction } from '../../softphone/actions.js';
import type { CallOptions, Softphone } from '../../softphone/softphone.js';
import type { BarMessageKey } from '../i18n/messages.js';
import type { Line } from '../lines.js';
import type { BarShortcutName } from '../shortcuts.js';
import { button } from './button.js';
import type { IconName } from './icons.js';
import type { View } from './view.js';

/** Actions that need to know no more than which call. */
type PlainAction = {
  [A in CallAction]: Softphone[A] extends (options: CallOptions & { readonly callId: string }) => Promise<void>
    ? A
    : never;
}[CallAction];

interface Plain {
  readonly icon: IconName;
  readonly look?: string;
  readonly label?: BarMessageKey;
  readonly key?: BarShortcutName;
}

/** What can be done with a line. Each goes to the one of its calls that allows it: the leg before the customer. */
export function controlsView(view: View, { call, leg }: Line): TemplateResult {
  const { t, phone, panels } = view;
  const whoCan = (action: CallAction): Call | undefined =>
    [leg, call].find((each) => each && view.canCall(action, each));

  const control = (
    action: PlainAction,
    { icon, look = '', label = action as BarMessageKey, key }: Plain,
  ): TemplateResult => {
    const who = whoCan(action);
    return button(view, {
      label: t(label),
      icon,
      part: `control ${action}`,
      look: `control ${look}`,
      allowed: who !== undefined,
      ...(key && { key }),
      click: () => {
        if (who) view.run(`${action} ${who.id}`, () => phone[action]({ callId: who.id }));
      },
    });
  };
  const opener = (panel: 'keypad' | 'transfer' | 'consult', action: CallAction, icon: IconName): TemplateResult => {
    const who = whoCan(action);
    return button(view, {
      label: t(panel),
      icon,
      part: `control ${panel}`,
      look: `control ${panels.open?.name === panel ? 'on' : ''}`,
      key: panel,
      opens: panel,
      allowed: who !== undefined,
      click: () => panels.toggle(panel, who?.id),
    });
  };

  const held = call.state === 'held' && !leg;
  const muted = (leg ?? call).muted;
  const { recording } = call;
  return html`<div class="row controls" part="controls" role="group" aria-label=${t('softphone')}>
    ${
      leg
        ? html`${control('completeTransfer', { icon: 'transfer', look: 'on' })}
          ${control('conference', { icon: 'join', label: 'join' })} ${control('cancelConsult', { icon: 'back' })}`
        : nothing
    }
    ${
      muted
        ? control('unmute', { icon: 'micOff', look: 'on', key: 'mute' })
        : control('mute', { icon: 'mic', key: 'mute' })
    }
    ${
      leg
        ? nothing
        : held
          ? control('retrieve', { icon: 'retrieve', look: 'on', key: 'hold' })
          : control('hold', { icon: 'hold', key: 'hold' })
    }
    ${opener('keypad', 'sendDtmf', 'keypad')}
    ${leg ? nothing : html`${opener('transfer', 'transfer', 'transfer')} ${opener('consult', 'consult', 'consult')}`}
    ${
      recording === 'on'
        ? control('pauseRecording', { icon: 'record' })
        : recording
          ? control('resumeRecording', { icon: 'record', look: 'on' })
          : nothing
    }
    ${control('hangUp', { icon: 'hangUp', look: 'bad', key: 'hangUp' })}
  </div>`;
}
