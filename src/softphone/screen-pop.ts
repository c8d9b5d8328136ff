import type { SubscribeOptions, Unsubscribe } from '../emitter.js';
import { AiccError } from '../errors.js';
import type { Call } from '../protocol/entities.js';
import type { Softphone, SoftphoneEvents } from './softphone.js';

export interface ScreenPopOptions extends SubscribeOptions {
  readonly softphone: Softphone;
  /**
   * The address to open: absolute, http or https, its host written out. `{callerNum}`, `{calledNum}`,
   * `{customerNumber}`, `{callId}`, `{contactId}`, `{direction}`, `{mediaType}`, `{skillGroup}`, `{callData}` and
   * `{workNo}` stand for what the call says, URL-encoded; empty where it says nothing.
   */
  readonly template: string;
  /** What pops it. @default 'ringing' */
  readonly on?: 'ringing' | 'answered';
  /**
   * Shows the page: a browser may hold back a window that no click opened, so a page with a frame of its own should
   * use that. @default a new tab without access to this page
   */
  readonly open?: (url: string, call: Call) => void;
}

/**
 * Opens the customer's page when a call comes in. Outbound calls pop nothing: the agent was there when they dialled.
 *
 * @returns what ends it; so does `signal`.
 * @throws AiccError `config/invalid-option` for another scheme, a placeholder in the host or an unknown one
 * @example
 * screenPop({ softphone, template: 'https://crm.example.com/?n={callerNum}' });
 */
export function screenPop({
  softphone,
  template,
  on = 'ringing',
  open = openTab,
  signal,
}: ScreenPopOptions): Unsubscribe {
  // The host ends before anything of a caller's can begin.
  if (!/^https?:\/\/[^\s\\{}@/?#]+(?:[/?#]|$)/i.test(template)) {
    throw new AiccError('config/invalid-option', 'A screen-pop template is an absolute http(s) address');
  }
  for (const [placeholder, name = ''] of template.matchAll(placeholders)) {
    if (!Object.hasOwn(values, name)) throw new AiccError('config/invalid-option', `Unknown: ${placeholder}`);
  }
  const pop = (event: SoftphoneEvents['ringing']): void => {
    if (event.call.direction === 'out') return;
    const url = template.replace(placeholders, (_, name: keyof typeof values) =>
      encoded(values[name]({ ...event, workNo: softphone.state().agent?.workNo }) ?? ''),
    );
    open(url, event.call);
  };
  return softphone.on(on, pop, signal ? { signal } : {});
}

const placeholders = /\{(.*?)\}/g;

type Facts = SoftphoneEvents['ringing'] & { readonly workNo: string | undefined };

const values = {
  // Whoever is asked for advice is rung by a colleague; the page to show is the customer's.
  callerNum: ({ call, contact }: Facts) => (call.consultOf === undefined ? call.callerNum : contact?.customerNumber),
  calledNum: ({ call }: Facts) => call.calledNum,
  customerNumber: ({ contact }: Facts) => contact?.customerNumber,
  callId: ({ call }: Facts) => call.id,
  contactId: ({ call }: Facts) => call.contactId,
  direction: ({ call }: Facts) => call.direction,
  mediaType: ({ contact }: Facts) => contact?.mediaType,
  skillGroup: ({ contact }: Facts) => contact?.skillGroup,
  callData: ({ contact }: Facts) => contact?.callData,
  workNo: ({ workNo }: Facts) => workNo,
};

/** One or two dots alone would be a step in a path. */
const encoded = (value: string): string => (/^\.{1,2}$/.test(value) ? '' : encodeURIComponent(value));

const openTab = (url: string): void => {
  window.open(url, '_blank', 'noopener');
};
