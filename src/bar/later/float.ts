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

/** Moves a floating bar, and keeps it inside the window. Sets properties, not attributes: policies forbid those. */
export function createFloat(host: LiveElement): Float {
  let [x, y] = [0, 0];
  const move = (dx: number, dy: number): void => {
    if (host.getAttribute('layout') !== 'floating') return;
    const { left, top, right, bottom } = host.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    // Where it does not fit, its beginning stays in sight.
    x += Math.max(-left, Math.min(dx, clientWidth - right));
    y += Math.max(-top, Math.min(dy, clientHeight - bottom));
    host.style.setProperty('--_x', `${x}px`);
    host.style.setProperty('--_y', `${y}px`);
  };
  const settle = (): void => move(0, 0);

  host.addController({
    connected: () => window.addEventListener('resize', settle),
    disconnected: () => window.removeEventListener('resize', settle),
  });
  return {
    grab(event) {
      const held = event.currentTarget as HTMLElement;
      let [fromX, fromY] = [event.clientX, event.clientY];
      const drag = ({ clientX, clientY }: PointerEvent): void => {
        move(clientX - fromX, clientY - fromY);
        [fromX, fromY] = [clientX, clientY];
      };
      held.setPointerCapture(event.pointerId);
      held.addEventListener('pointermove', drag);
      held.addEventListener('lostpointercapture', () => held.removeEventListener('pointermove', drag), { once: true });
    },
    key(event) {
      const [dx, dy] = arrows[event.key] ?? [0, 0];
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      move(event.shiftKey ? dx * 4 : dx, event.shiftKey ? dy * 4 : dy);
    },
  };
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
