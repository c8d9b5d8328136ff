import type { LitElement } from 'lit';

export type PanelName = 'state' | 'dial' | 'keypad' | 'transfer' | 'consult' | 'help';

export interface Panel {
  readonly name: PanelName;
  /** Of which call it is about. */
  readonly callId?: string | undefined;
}

export interface Panels {
  readonly open: Panel | undefined;
  /** Opens it, or closes it when it is the open one. */
  toggle(name: PanelName, callId?: string): void;
  /** Gives the focus back to the button that opened it, if the panel has it. */
  close(): void;
}

/** One panel at a time; the focus goes in when it opens, and back when it closes. */
export function createPanels(host: LitElement, opened: (panel: Panel) => void): Panels {
  let open: Panel | undefined;
  let enters = false;
  let heldBy: string | undefined;
  const find = (selector: string): HTMLElement | null => host.renderRoot.querySelector<HTMLElement>(selector);
  const contains = (): boolean => find('[data-panel]')?.matches(':focus-within') === true;

  const close = (): void => {
    if (!open) return;
    if (contains()) heldBy = open.name;
    open = undefined;
    host.requestUpdate();
  };
  const leave = (event: PointerEvent): void => {
    if ((open?.name === 'state' || open?.name === 'help') && !event.composedPath().includes(host)) close();
  };

  host.addController({
    hostConnected: () => document.addEventListener('pointerdown', leave),
    hostDisconnected: () => document.removeEventListener('pointerdown', leave),
    hostUpdated() {
      if (enters) (find('[data-panel] [data-first]') ?? find('[data-panel] .b'))?.focus();
      else if (heldBy) find(`[data-opens=${heldBy}]`)?.focus();
      enters = false;
      heldBy = undefined;
    },
  });
  return {
    get open() {
      return open;
    },
    toggle(name, callId) {
      if (open?.name === name) {
        close();
        return;
      }
      open = { name, callId };
      enters = true;
      opened(open);
      host.requestUpdate();
    },
    close,
  };
}
