import { maskNumber, silentLogger, type Logger } from '../log.js';
import type { Call, Contact } from '../protocol/entities.js';
import type { Softphone, SoftphoneState } from './softphone.js';

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
 * Shows a desktop notification for each call that rings, as long as it rings. It never asks for permission by itself.
 *
 * @example
 * const notifier = createNotifier({ softphone, maskNumbers: true });
 * enableButton.onclick = () => notifier.enable();
 */
export function createNotifier(options: NotifierOptions): Notifier {
  const { softphone, maskNumbers = false, always = false, icon, onClick, logger = silentLogger } = options;
  const shown = new Map<string, Notification | undefined>();
  const permission = (): Notifier['permission'] =>
    typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
  const {
    text = ({ callerNum }: Call) => ({ title: maskNumbers ? maskNumber(callerNum) : callerNum }),
  }: Pick<NotifierOptions, 'text'> = options;

  const show = (call: Call, contact: Contact | undefined): Notification | undefined => {
    if (permission() !== 'granted' || (document.hasFocus() && !always)) return undefined;
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

  const update = ({ calls, contacts }: SoftphoneState): void => {
    const ringing = softphone.rings() ? calls.filter(({ state }) => state === 'ringing') : [];
    for (const [id, notification] of shown) {
      if (ringing.some((call) => call.id === id)) continue;
      shown.delete(id);
      notification?.close();
    }
    for (const call of ringing) {
      if (shown.has(call.id)) continue;
      shown.set(
        call.id,
        show(
          call,
          contacts.find(({ id }) => id === call.contactId),
        ),
      );
    }
  };
  const off = softphone.on('change', update);
  update(softphone.state());

  return {
    get permission() {
      return permission();
    },
    enable: async () => (permission() === 'default' ? Notification.requestPermission() : permission()),
    dispose() {
      off();
      for (const notification of shown.values()) notification?.close();
      shown.clear();
    },
  };
}
