// @ts-check
/** How a call makes itself heard: a ring tone and a desktop notification, each only if the agent wants it. */
import { createNotifier, createRingTone } from 'aicc-support';
import { byId, onPress, setText } from '../shared/dom.js';
import { customerOf } from './customers.js';
import { t } from './words.js';

/**
 * @param {object} page
 * @param {import('aicc-support').Softphone} page.softphone
 * @param {import('aicc-support').SharedTransport} page.transport
 * @param {import('aicc-support/bar').AiccSoftphoneBar} page.bar
 */
export function offerAlerts({ softphone, transport, bar }) {
  const ringButton = byId('ring-tone', HTMLButtonElement);
  const notifyButton = byId('notify', HTMLButtonElement);
  const note = byId('notify-state', HTMLElement);
  /** @type {import('aicc-support').RingTone | undefined} */
  let ringTone;
  /** @type {import('aicc-support').Notifier | undefined} */
  let notifier;
  let rang = 0;

  onPress(ringButton, async () => {
    const old = ringTone;
    ringTone = old ? undefined : startRingTone();
    ringButton.ariaPressed = String(ringTone !== undefined);
    if (!ringTone) bar.sound = undefined;
    await old?.dispose();
  });

  /** The click that asks for it is what the browser waits for before a page may be heard; else the bar has a button. */
  function startRingTone() {
    /** @type {() => void} */
    let changed = () => undefined;
    const tone = createRingTone({ softphone, onChange: () => changed() });
    bar.sound = {
      get state() {
        return tone.state().blocked ? 'blocked' : 'ready';
      },
      enable: async () => void (await tone.enable()),
      subscribe(listener) {
        changed = listener;
        return () => (changed = () => undefined);
      },
    };
    return tone;
  }

  onPress(notifyButton, async () => {
    const old = notifier;
    old?.dispose();
    notifier = old
      ? undefined
      : createNotifier({
          softphone,
          maskNumbers: true,
          icon: '/icon.svg',
          text: (_, contact) => ({ title: customerOf(contact)?.name ?? t('unknownName', { number: '…' }) }),
        });
    const isAllowed = (await notifier?.enable()) ?? 'granted';
    setText(note, isAllowed === 'granted' ? '' : t('notifyDenied'));
    if (isAllowed !== 'granted') {
      notifier?.dispose();
      notifier = undefined;
    }
    notifyButton.ariaPressed = String(notifier !== undefined);
  });

  const show = () => {
    setText(byId('tab-role', HTMLElement), t(transport.isOwner ? 'ringsHere' : 'ringsElsewhere'));
    setText(byId('rang', HTMLElement), t('rang', { count: rang }));
  };
  transport.onOwner(show);
  softphone.on('ringing', () => {
    rang += 1;
    show();
  });
  show();
}
