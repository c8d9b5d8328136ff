import { html, type TemplateResult } from 'lit/html.js';
import type { LiveElement } from '../live-element.js';
import { drawing } from '../views/icons.js';
import type { View } from '../views/view.js';

const step = 16;

const arrows: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-step, 0],
  ArrowRight: [step, 0],
  ArrowUp: [0, -step],
  ArrowDown: [0, step],
};

export interface Float {
  /** For `pointerdown` on what the bar is held by. */
  grab(event: PointerEvent): void;
  /** For `keydown` on it. */
  key(event: KeyboardEvent): void;
}

type Place = readonly [x: number, y: number];

/**
 * Moves a floating bar, keeps it inside the window, and remembers where somebody put it. Sets properties, not
 * attributes: policies forbid those.
 */
export function createFloat(host: LiveElement): Float {
  /** Where somebody put it, from its corner. */
  let wanted: Place | undefined;
  /** Where it is: a window that is too small, or a bar that grew, may leave it no other place. */
  let [x, y]: Place = [0, 0];
  const settle = (): void => {
    if (host.getAttribute('layout') !== 'floating') return;
    wanted ??= recall(host);
    const { left, top, right, bottom } = host.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    // Where it does not fit, its beginning stays in sight.
    x += Math.max(-left, Math.min(wanted[0] - x, clientWidth - right));
    y += Math.max(-top, Math.min(wanted[1] - y, clientHeight - bottom));
    host.style.setProperty('--_x', `${x}px`);
    host.style.setProperty('--_y', `${y}px`);
  };
  const move = (dx: number, dy: number): void => {
    wanted = [x + dx, y + dy];
    settle();
    wanted = [x, y];
  };

  host.addController({
    connected: () => window.addEventListener('resize', settle),
    disconnected: () => window.removeEventListener('resize', settle),
    updated: settle,
  });
  return {
    grab(event) {
      const held = event.currentTarget as HTMLElement;
      let [fromX, fromY] = [event.clientX, event.clientY];
      const drag = ({ clientX, clientY }: PointerEvent): void => {
        move(clientX - fromX, clientY - fromY);
        [fromX, fromY] = [clientX, clientY];
      };
      const drop = (): void => {
        held.removeEventListener('pointermove', drag);
        recall(host, [x, y]);
      };
      held.setPointerCapture(event.pointerId);
      held.addEventListener('pointermove', drag);
      held.addEventListener('lostpointercapture', drop, { once: true });
    },
    key(event) {
      const [dx, dy] = arrows[event.key] ?? [0, 0];
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      move(event.shiftKey ? dx * 4 : dx, event.shiftKey ? dy * 4 : dy);
      recall(host, [x, y]);
    },
  };
}

/**
 * Where somebody put it last, or now: kept in the browser for all pages of the origin, by the id of the bar, unless
 * `remember-place` is `off`.
 */
function recall(host: LiveElement, place?: Place): Place {
  try {
    if (host.getAttribute('remember-place') !== 'off') {
      const name = `aicc-softphone-bar place ${host.id}`;
      if (place) localStorage.setItem(name, place.join());
      const [x = NaN, y = NaN] = (localStorage.getItem(name) ?? '').split(',').map(Number);
      if (Number.isFinite(x + y)) return [x, y];
    }
  } catch {
    // Where a page may not store anything, even to ask throws.
  }
  return [0, 0];
}

/** What a floating bar is held by, with the pointer or with the arrow keys. */
export function gripView({ t }: View, { grab, key }: Float): TemplateResult {
  return html`<button
    type="button"
    class="b round grip"
    part="button grip"
    title=${t('move')}
    aria-label=${t('move')}
    @pointerdown=${grab}
    @keydown=${key}
  >
    ${drawing('M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01')}
  </button>`;
}
