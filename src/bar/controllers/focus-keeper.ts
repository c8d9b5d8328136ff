import type { LiveElement } from '../live-element.js';

/**
 * Nobody who uses the keyboard is thrown to the top of the page: when what had the focus is gone, what stands in its
 * place takes it. That is a section, not a button: a second press of Enter must not hang up what the first answered.
 */
export function keepFocus(host: LiveElement): void {
  let focused: Element | null = null;
  host.addController({
    update() {
      focused = host.renderRoot.activeElement;
    },
    updated() {
      if (focused?.isConnected === false && !host.renderRoot.activeElement) {
        const find = (selector: string): HTMLElement | null => host.renderRoot.querySelector<HTMLElement>(selector);
        (find('[data-refuge]') ?? find('.head .b:not(.grip)'))?.focus();
      }
      focused = null;
    },
  });
}
