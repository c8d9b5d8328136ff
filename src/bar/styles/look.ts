import { css } from 'lit';

/** Colour, weight and form. Nothing is told by colour alone. */
export const look = css`
  svg {
    flex: none;
    width: 1.375em;
    height: 1.375em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  strong {
    font-weight: 600;
  }
  .sub {
    color: var(--_muted);
    font-size: 0.9286em;
  }
  .name {
    font-size: 1.2143em;
    line-height: 1.3;
  }
  time,
  bdi {
    font-variant-numeric: tabular-nums;
  }
  .b {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-height: 2.5em;
    padding: 0.25em 0.875em;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: 0.625em;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
    transition:
      background-color 0.12s,
      filter 0.12s;
  }
  .b:hover {
    background: var(--_sunken);
  }
  .b.primary,
  .b.on {
    color: var(--_on-accent);
    background: var(--_accent);
    border-color: transparent;
  }
  .b.good {
    color: var(--_on-good);
    background: var(--_good);
    border-color: transparent;
  }
  .b.bad {
    color: var(--_on-bad);
    background: var(--_bad);
    border-color: transparent;
  }
  .b:is(.primary, .on, .good, .bad):hover {
    filter: brightness(1.1);
  }
  .b[aria-disabled] {
    color: var(--_muted);
    background: none;
    border-color: var(--_line);
    border-style: dashed;
    opacity: 0.6;
    filter: none;
    cursor: not-allowed;
  }
  .b.round {
    width: 2.5em;
    padding: 0;
    border-radius: 50%;
    flex: none;
  }
  .b.round:not(.bad, [aria-disabled]) {
    border-color: transparent;
    background: none;
  }
  .b.round:not(.bad):hover {
    background: var(--_sunken);
  }
  .b.round[aria-disabled] {
    border-color: transparent;
  }
  .b.round[aria-expanded='true'] {
    color: var(--_accent);
    background: var(--_sunken);
  }
  .b.small {
    width: 1.75em;
    min-height: 1.75em;
  }
  .b.wide {
    width: 100%;
  }
  .b.control {
    flex-direction: column;
    gap: 0.125em;
    min-height: 3.5em;
    min-width: 2.75em;
    padding: 0.375em 0.25em;
    font-size: 0.8571em;
    line-height: 1.2;
  }
  .b.control svg {
    width: 1.667em;
    height: 1.667em;
  }
  .grip {
    cursor: grab;
    touch-action: none;
    margin-inline: -0.5em;
    color: var(--_muted);
  }
  .b.key {
    flex-direction: column;
    gap: 0;
    min-height: 3.25em;
    line-height: 1.1;
  }
  .key b {
    font-size: 1.2857em;
    font-weight: 500;
  }
  .key small {
    min-height: 1.1em;
    color: var(--_muted);
    font-size: 0.6786em;
    letter-spacing: 0.08em;
  }
  .b.item {
    outline-offset: -2px;
    justify-content: flex-start;
    border-color: transparent;
    font-weight: 400;
  }
  .item.inner {
    padding-inline-start: 2em;
  }
  .tick {
    display: inline-flex;
    width: 1.375em;
    color: var(--_accent);
  }
  hr {
    width: 100%;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .dot {
    width: 0.625em;
    height: 0.625em;
    flex: none;
    display: inline-block;
    background: var(--_muted);
    border-radius: 50%;
  }
  :is(.ready .dot, .dot.ready) {
    background: var(--_good);
  }
  :is(.busy, .on-call) .dot,
  .dot:is(.busy, .on-call),
  .on .dot {
    background: var(--_bad);
  }
  :is(.rest, .wrap-up) .dot,
  .dot:is(.rest, .wrap-up) {
    background: var(--_warn);
  }
  .tools .b {
    width: 2.25em;
  }
  .state {
    gap: 0.375em;
    padding-inline: 0.75em 0.5em;
    border-radius: 2em;
  }
  .state time {
    color: var(--_muted);
    font-weight: 400;
  }
  .state svg {
    width: 1em;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.375em;
    padding: 0.0625em 0.625em;
    border: 1px solid var(--_line);
    border-radius: 1em;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.8571rem;
  }
  .chip svg {
    width: 1em;
  }
  .chip.warn {
    color: var(--_warn);
    border-color: currentColor;
  }
  .face {
    display: grid;
    place-items: center;
    width: 2.75em;
    height: 2.75em;
    flex: none;
    color: var(--_muted);
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: 50%;
  }
  :is(.talking, .conference) > .face {
    color: var(--_good);
    border-color: currentColor;
  }
  .status {
    font-weight: 600;
  }
  :is(.talking, .conference) .status {
    color: var(--_good);
  }
  .held .status,
  .held > .face {
    color: var(--_warn);
  }
  .incoming {
    border-color: var(--_good);
    background: var(--_surface);
    box-shadow: inset 0 0 0 1px var(--_good);
  }
  .incoming .face {
    color: var(--_on-good);
    background: var(--_good);
    border-color: transparent;
    animation: ring 1.6s infinite;
  }
  @keyframes ring {
    from {
      outline: 0 solid var(--_good);
    }
    to {
      outline: 0.75em solid transparent;
    }
  }
  dl[part] {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125em 1em;
    margin-block-start: 0.25em;
    font-size: 0.9286em;
  }
  dl[part] div {
    display: flex;
    gap: 0.375em;
  }
  dt {
    color: var(--_muted);
  }
  .shortcuts dt {
    color: inherit;
  }
  kbd {
    padding: 0.125em 0.5em;
    border: 1px solid var(--_line);
    border-radius: 0.375em;
    background: var(--_sunken);
    font: inherit;
    font-size: 0.8571em;
  }
  .leg,
  .other {
    padding: 0.5em 0.75em;
    border: 1px solid var(--_line);
    border-radius: 0.625em;
    background: var(--_surface);
  }
  .leg svg {
    color: var(--_accent);
  }
  .notice {
    padding: 0.5em 0.75em;
    border-radius: 0.625em;
    border: 1px solid currentColor;
    border-inline-start-width: 4px;
    color: var(--_warn);
  }
  .notice.bad {
    color: var(--_bad);
  }
  .notice > div {
    color: var(--_text);
  }
  input:not([type='checkbox']),
  select {
    width: 100%;
    min-width: 0;
    min-height: 2.75em;
    padding: 0.25em 0.75em;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_muted);
    border-radius: 0.625em;
    font: inherit;
  }
  [type='tel'],
  .keypad input {
    font-size: 1.2857em;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.04em;
  }
  .field {
    flex-wrap: nowrap;
  }
  .field input {
    flex: 1;
    min-height: 2.2em;
  }
  ::placeholder {
    color: var(--_muted);
    opacity: 1;
    letter-spacing: 0;
  }
  [type='checkbox'] {
    width: 1.25em;
    height: 1.25em;
    margin: 0;
    accent-color: var(--_accent);
  }
  [role='option'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.5em;
    padding: 0.5em 0.75em;
    border-radius: 0.5em;
    cursor: pointer;
  }
  [role='option']:hover,
  [role='option'][aria-selected='true'] {
    background: var(--_sunken);
  }
  [role='option'][aria-selected='true'] {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  progress {
    width: 100%;
    height: 0.375em;
    margin-block-start: 0.375em;
    appearance: none;
    border: 0;
    border-radius: 1em;
    background: var(--_line);
    overflow: hidden;
  }
  ::-webkit-progress-bar {
    background: none;
  }
  ::-webkit-progress-value {
    background: var(--_accent);
  }
  ::-moz-progress-bar {
    background: var(--_accent);
  }
  @media (forced-colors: active) {
    .dot {
      background: ButtonText;
      forced-color-adjust: none;
    }
    .b:is(.primary, .on, .good, .bad):not([aria-disabled]) {
      border-color: Highlight;
      border-width: 2px;
    }
    .b[aria-disabled] {
      color: GrayText;
      border-color: GrayText;
      opacity: 1;
    }
    .card {
      border-color: CanvasText;
    }
    progress {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
      background: Canvas;
    }
    ::-webkit-progress-value {
      background: Highlight;
    }
    ::-moz-progress-bar {
      background: Highlight;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
