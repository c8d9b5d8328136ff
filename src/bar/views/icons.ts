import { html, type TemplateResult } from 'lit/html.js';

/** Lines on a grid of 24, drawn for this bar. */
const paths = {
  phone:
    'M6.5 3.5c-1.7.5-3 2-3 3.9 0 7.2 5.9 13.1 13.1 13.1 1.9 0 3.4-1.3 3.9-3l-4-3.2-2.6 1.7c-2.3-1.1-4.2-3-5.3-5.3l1.7-2.6z',
  hangUp: 'M3 14.6C3 10.5 7 8 12 8s9 2.5 9 6.6v1.2l-5 1v-3.3c-2.5-.8-5.5-.8-8 0v3.3l-5-1z',
  hold: 'M9 6v12M15 6v12',
  retrieve: 'M8 5.5v13l10.5-6.5z',
  mic: 'M12 3.5a3 3 0 0 1 3 3v4.5a3 3 0 0 1-6 0V6.5a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v3.5',
  micOff:
    'M9 9v2a3 3 0 0 0 4.8 2.4M15 11V6.5a3 3 0 0 0-5.8-1.1M6 11a6 6 0 0 0 9.8 4.6M18 11c0 .9-.2 1.7-.5 2.5M12 17v3.5M4 4l16 16',
  keypad: 'M5.7 5h.6M11.7 5h.6M17.7 5h.6M5.7 12h.6M11.7 12h.6M17.7 12h.6M5.7 19h.6M11.7 19h.6M17.7 19h.6',
  transfer: 'M4 19v-4a5 5 0 0 1 5-5h11M15 5l5 5-5 5',
  consult:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c.4-3 2.8-5 6-5s5.6 2 6 5M16 5.3a3 3 0 0 1 0 5.4M17.5 14.4c2 .6 3.2 2.3 3.5 4.6',
  join: 'M6 4v3c0 4 6 4 6 8v5M18 4v3c0 4-6 4-6 8M8.5 16.5L12 20l3.5-3.5',
  back: 'M9 6l-5 5 5 5M4 11h11a5 5 0 0 1 5 5v3',
  swap: 'M7 4v15M3.5 15.5L7 19l3.5-3.5M17 20V5M13.5 8.5L17 5l3.5 3.5',
  record: 'M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM12 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M7 10l5 5 5-5',
  help: 'M3 6.5h18v11H3zM7 10.5h.01M11 10.5h.01M15 10.5h.01M17 10.5h.01M8 14h8',
  sound: 'M4 9.5v5h3.5L12 18V6L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.6-3.9 3.6-6 7.5-6s6.9 2.1 7.5 6',
  alert: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  link: 'M4 9a12 12 0 0 1 16 0M7 12.5a7.5 7.5 0 0 1 10 0M10 16a3 3 0 0 1 4 0M12 19h.01',
} as const;

export type IconName = keyof typeof paths;

/** One that is not in the set. */
export const drawing = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

/** Never the only bearer of a meaning: hidden from screen readers. */
export const icon = (name: IconName): TemplateResult => drawing(paths[name]);
