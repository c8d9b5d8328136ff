import type { LitElement } from 'lit';

/**
 * Nobody who uses the keyboard is thrown to the top of the page: when what had the focus is gone, what stands in its
 * place takes it. That is a section, not a button: a second press of Enter must not hang up what the first answered.
 */
export function keepFocus(host: LitElement): void {
  let focused: Element | null = null;
  const rootOf = (): ShadowRoot => host.renderRoot as ShadowRoot;
  host.addController({
    hostUpdate() {
      if (host.hasUpdated) focused = rootOf().activeElement;
    },
    hostUpdated() {
      if (focused?.isConnected === false && !rootOf().activeElement) {
        const find = (selector: string): HTMLElement | null => rootOf().querySelector<HTMLElement>(selector);
        (find('[data-refuge]') ?? find('.head .b:not(.grip)'))?.focus();
      }
      focused = null;
    },
  });
}
