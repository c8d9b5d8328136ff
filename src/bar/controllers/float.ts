import type { LitElement } from 'lit';

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
export function createFloat(host: LitElement): Float {
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
    hostConnected: () => window.addEventListener('resize', settle),
    hostDisconnected: () => window.removeEventListener('resize', settle),
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
