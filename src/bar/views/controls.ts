import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { CallAction } from '../../softphone/actions.js';
import type { BarMessageKey } from '../i18n/messages.js';
import type { Line } from '../lines.js';
import type { BarShortcutName } from '../shortcuts.js';
import { button, callButton, firstThatCan, type PlainAction } from './button.js';
import type { IconName } from './icons.js';
import type { View } from './view.js';

/** What can be done with a line. Each goes to the one of its calls that allows it: the leg before the customer. */
export function controlsView(view: View, { call, leg }: Line): TemplateResult {
  const { t, panels } = view;
  const calls = leg ? [leg, call] : [call];
  const control = (
    action: PlainAction,
    icon: IconName,
    look = '',
    key?: BarShortcutName,
    label: BarMessageKey = action as BarMessageKey,
  ): TemplateResult =>
    callButton(view, action, calls, {
      label: t(label),
      icon,
      part: `control ${action}`,
      look: `control ${look}`,
      ...(key && { key }),
    });
  const opener = (
    panel: 'keypad' | 'transfer' | 'consult',
    action: CallAction = panel as CallAction,
  ): TemplateResult => {
    const who = firstThatCan(view, action, calls);
    return button(view, {
      label: t(panel),
      icon: panel,
      part: `control ${panel}`,
      look: `control ${panels.open?.name === panel ? 'on' : ''}`,
      key: panel,
      opens: panel,
      callId: who?.id,
      allowed: who !== undefined,
    });
  };

  const { recording } = call;
  return html`<div class="row controls" part="controls" role="group" aria-label=${t('softphone')}>
    ${
      leg
        ? [
            control('completeTransfer', 'transfer', 'on'),
            control('conference', 'join', '', undefined, 'join'),
            control('cancelConsult', 'back'),
          ]
        : nothing
    }
    ${(leg ?? call).muted ? control('unmute', 'micOff', 'on', 'mute') : control('mute', 'mic', '', 'mute')}
    ${
      leg
        ? nothing
        : call.state === 'held'
          ? control('retrieve', 'retrieve', 'on', 'hold')
          : control('hold', 'hold', '', 'hold')
    }
    ${opener('keypad', 'sendDtmf')} ${leg ? nothing : [opener('transfer'), opener('consult')]}
    ${
      recording === 'on'
        ? control('pauseRecording', 'record')
        : recording
          ? control('resumeRecording', 'record', 'on')
          : nothing
    }
    ${control('hangUp', 'hangUp', 'bad', 'hangUp')}
  </div>`;
}
