import type { LiveElement } from '../live-element.js';

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
  /** For `keydown`: keeps what is typed into a panel that is not there yet. @returns whether it was such a key */
  hold(event: KeyboardEvent): boolean;
}

/** One panel at a time; the focus goes in when it opens, and back when it closes. */
export function createPanels(
  host: LiveElement,
  opened: (panel: Panel) => void,
  typeKeys: (keys: readonly string[]) => void,
): Panels {
  let open: Panel | undefined;
  let enters = false;
  let heldBy: string | undefined;
  let keys: string[] = [];
  const find = (selector: string): HTMLElement | null => host.renderRoot.querySelector<HTMLElement>(selector);

  const close = (): void => {
    if (!open) return;
    if (enters || find('[data-panel]')?.matches(':focus-within')) heldBy = open.name;
    open = undefined;
    enters = false;
    keys = [];
    host.requestUpdate();
  };
  const leave = (event: PointerEvent): void => {
    if ((open?.name === 'state' || open?.name === 'help') && !event.composedPath().includes(host)) close();
  };

  host.addController({
    connected: () => document.addEventListener('pointerdown', leave),
    disconnected: () => document.removeEventListener('pointerdown', leave),
    updated() {
      const first = enters && (find('[data-panel] [data-first]') ?? find('[data-panel] .b'));
      if (first) {
        enters = false;
        first.focus();
        typeKeys(keys.splice(0));
      } else if (heldBy) {
        find(`[data-opens=${heldBy}]`)?.focus();
        heldBy = undefined;
      }
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
    hold({ key, altKey, ctrlKey, metaKey }) {
      if (!enters || altKey || ctrlKey || metaKey || /^(Tab|Shift|Escape)$/.test(key)) return false;
      keys.push(key);
      return true;
    },
  };
}
