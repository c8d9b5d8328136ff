import { maskNumber, silentLogger, type Logger } from '../log.js';
import type { Call, Contact } from '../protocol/entities.js';
import type { Softphone } from './softphone.js';

export interface NotifierOptions {
  readonly softphone: Softphone;
  /** What is shown of a call. @default the caller's number as the title */
  readonly text?: (call: Call, contact: Contact | undefined) => { readonly title: string; readonly body?: string };
  /**
   * Shows only the last digits of the number, for a desktop that others see. With `text` it is for that to mask.
   *
   * @default false
   */
  readonly maskNumbers?: boolean;
  /** Shows it also while the agent looks at this page. @default false */
  readonly always?: boolean;
  readonly icon?: string;
  /** A click on the notification, after the page came to the front. */
  readonly onClick?: (call: Call) => void;
  readonly logger?: Logger;
}

export interface Notifier {
  /** `unsupported` where the browser has no notifications or the page may not use them (plain http). */
  readonly permission: NotificationPermission | 'unsupported';
  /** Asks the agent for permission. Call it from a click: browsers refuse a page that asks by itself. */
  enable(): Promise<NotificationPermission | 'unsupported'>;
  /** Takes away what is shown, and shows nothing any more. */
  dispose(): void;
}

/**
 * Shows a desktop notification for each call that rings, as long as it rings and the page is there. It never asks for
 * permission by itself. A page that is looked at shows none, until the agent turns away from it while the call rings.
 *
 * @example
 * const notifier = createNotifier({ softphone, maskNumbers: true });
 * enableButton.onclick = () => notifier.enable();
 */
export function createNotifier(options: NotifierOptions): Notifier {
  const { softphone, maskNumbers = false, always = false, icon, onClick, logger = silentLogger } = options;
  /** Nothing for one that the browser refused: it is not tried again. */
  const shown = new Map<string, Notification | undefined>();
  const over = new AbortController();
  let isLeft = false;
  const permission = (): Notifier['permission'] =>
    typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
  const {
    text = ({ callerNum }: Call) => ({ title: maskNumbers ? maskNumber(callerNum) : callerNum }),
  }: Pick<NotifierOptions, 'text'> = options;

  const show = (call: Call, contact: Contact | undefined): Notification | undefined => {
    try {
      const { title, body } = text(call, contact);
      const notification = new Notification(title, {
        // Of several pages with the same call one notification is left.
        tag: `aicc-${call.id}`,
        requireInteraction: true,
        ...(body !== undefined && { body }),
        ...(icon !== undefined && { icon }),
      });
      notification.onclick = () => {
        window.focus();
        notification.close();
        onClick?.(call);
      };
      return notification;
    } catch (error) {
      // Phones show notifications only from a service worker.
      logger.warn('The notification could not be shown', error);
      return undefined;
    }
  };

  const update = (): void => {
    const { calls, contacts } = softphone.state();
    const rings = softphone.rings() && !isLeft && !over.signal.aborted;
    const ringing = rings ? calls.filter(({ state }) => state === 'ringing') : [];
    for (const [id, notification] of shown) {
      if (ringing.some((call) => call.id === id)) continue;
      shown.delete(id);
      notification?.close();
    }
    if (permission() !== 'granted' || (document.hasFocus() && !always)) return;
    for (const call of ringing) {
      if (shown.has(call.id)) continue;
      const contact = contacts.find(({ id }) => id === call.contactId);
      shown.set(call.id, show(call, contact));
    }
  };
  softphone.on('change', update, over);
  if (permission() !== 'unsupported') {
    window.addEventListener('blur', update, over);
    document.addEventListener('visibilitychange', update, over);
    // The desktop keeps what it was given when the page is gone, and nobody would take it away.
    for (const name of ['pagehide', 'pageshow']) {
      window.addEventListener(
        name,
        () => {
          isLeft = name === 'pagehide';
          update();
        },
        over,
      );
    }
  }
  update();

  return {
    get permission() {
      return permission();
    },
    async enable() {
      const answer = permission() === 'default' ? await Notification.requestPermission() : permission();
      // For the call that rings meanwhile.
      update();
      return answer;
    },
    dispose() {
      over.abort();
      update();
    },
  };
}
