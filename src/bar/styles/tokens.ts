import { css } from '../css.js';

const dark = css`
  color-scheme: dark;
  --_surface: var(--aicc-surface, #1a1f26);
  --_sunken: var(--aicc-sunken, #262d36);
  --_line: var(--aicc-line, #3d4855);
  --_text: var(--aicc-text, #f0f3f7);
  --_muted: var(--aicc-muted, #aeb9c6);
  --_accent: var(--aicc-accent, #8ab6ff);
  --_on-accent: var(--aicc-on-accent, #06203f);
  --_good: var(--aicc-good, #62d493);
  --_on-good: var(--aicc-on-good, #04260f);
  --_bad: var(--aicc-bad, #ff9a91);
  --_on-bad: var(--aicc-on-bad, #43060a);
  --_warn: var(--aicc-warn, #f6bf5b);
`;

/** What a page can set, and what holds where it does not. */
export const tokens = css`
  :host {
    color-scheme: light;
    --_surface: var(--aicc-surface, #fff);
    --_sunken: var(--aicc-sunken, #f1f4f8);
    --_line: var(--aicc-line, #d3dae3);
    --_text: var(--aicc-text, #17212e);
    --_muted: var(--aicc-muted, #546274);
    --_accent: var(--aicc-accent, #1257c9);
    --_on-accent: var(--aicc-on-accent, #fff);
    --_good: var(--aicc-good, #0b7a43);
    --_on-good: var(--aicc-on-good, #fff);
    --_bad: var(--aicc-bad, #c3262c);
    --_on-bad: var(--aicc-on-bad, #fff);
    --_warn: var(--aicc-warn, #8a5200);
    --_radius: var(--aicc-radius, 0.75rem);
    --_shadow: var(--aicc-shadow, 0 0.5rem 2rem #0b1a3033);
    color: var(--_text);
    font: var(--aicc-font, 0.875rem/1.4 system-ui, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', sans-serif);
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
  @media (prefers-contrast: more) {
    :host {
      --_line: var(--_text);
      --_muted: var(--_text);
    }
  }
`;
