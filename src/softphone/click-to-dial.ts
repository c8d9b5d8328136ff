import type { SubscribeOptions, Unsubscribe } from '../emitter.js';
import type { DialOptions, Softphone } from './softphone.js';

export interface ClickToDialOptions
  extends SubscribeOptions, Pick<DialOptions, 'mediaType' | 'callerNum' | 'callData'> {
  /** Asked before each call, with the number as the page has it. @default dials at once */
  readonly confirm?: (number: string, element: Element) => boolean | Promise<boolean>;
  /** The call was accepted. */
  readonly onDial?: (call: { readonly callId: string; readonly contactId: string }, element: Element) => void;
  /** It was not; the softphone's `failed` event says so too. */
  readonly onError?: (error: unknown, element: Element) => void;
}

/**
 * Dials what the agent clicks below a root: `tel:` links, and elements with `data-aicc-dial` (its value, else their
 * text). Elements that are added later count too, for it listens at the root.
 *
 * Only what a person does counts (`isTrusted`). A click with a modifier key, or one that the page has handled, is left
 * alone. Enter works wherever a click does, and Space on what is no link; an element that cannot be focused by itself
 * needs a `tabindex` of the page's.
 *
 * @param root The document, an element, or a shadow root.
 * @returns what ends it; so does `signal`. The page is as before then.
 * @example
 * const stop = clickToDial(document, softphone);
 */
export function clickToDial(
  root: Document | DocumentFragment | Element,
  softphone: Softphone,
  options: ClickToDialOptions = {},
): Unsubscribe {
  const { signal, confirm, onDial, onError, ...dialOptions } = options;

  const dial = async (element: Element): Promise<void> => {
    try {
      const number = numberOf(element);
      if (confirm && !(await confirm(number, element))) return;
      const call = await softphone.dial(number, dialOptions);
      onDial?.(call, element);
    } catch (error) {
      onError?.(error, element);
    }
  };

  const onEvent = (event: Event): void => {
    const { isTrusted, defaultPrevented, altKey, ctrlKey, metaKey, shiftKey } = event as MouseEvent | KeyboardEvent;
    if (!isTrusted || defaultPrevented || altKey || ctrlKey || metaKey || shiftKey) return;
    const element = targetOf(event, root);
    if (!element || (event instanceof KeyboardEvent && !isKeyFor(event, element))) return;
    event.preventDefault();
    // The second click of a double click, and a key that is held down, are no second wish.
    if (event instanceof KeyboardEvent ? !event.repeat : (event as MouseEvent).detail < 2) void dial(element);
  };

  const stop = (): void => {
    for (const name of ['click', 'keydown']) root.removeEventListener(name, onEvent);
    signal?.removeEventListener('abort', stop);
  };
  signal?.addEventListener('abort', stop);
  if (!signal?.aborted) for (const name of ['click', 'keydown']) root.addEventListener(name, onEvent);
  return stop;
}

/** The nearest that can be dialled, through open shadow roots, but not beyond the root. */
function targetOf(event: Event, root: EventTarget): Element | undefined {
  const path = event.composedPath();
  return path
    .slice(0, path.indexOf(root) + 1)
    .find((each): each is Element => each instanceof Element && each.matches('a[href^="tel:" i], [data-aicc-dial]'));
}

/** Links and buttons turn keys into clicks by themselves; the others do not, and only in themselves, not in a field. */
const isKeyFor = ({ key, target }: KeyboardEvent, element: Element): boolean =>
  target === element && !element.matches('a[href], button, input, select, textarea') && /^(?:Enter| )$/.test(key);

const numberOf = (element: Element): string =>
  [element.getAttribute('data-aicc-dial'), element.getAttribute('href'), element.textContent].find(Boolean) ?? '';
