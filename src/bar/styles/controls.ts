import { css } from '../css.js';

/** Buttons, signs and what else is small. Nothing is told by colour alone. */
export const controls = css`
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
  .box,
  .b {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: 0.625em;
  }
  .b {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-height: 2.5em;
    padding: 0.25em 0.875em;
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .b:hover,
  .b[aria-expanded='true'] {
    background: var(--_sunken);
  }
  .primary,
  .on {
    --_fill: var(--_accent);
    --_ink: var(--_on-accent);
  }
  .good {
    --_fill: var(--_good);
    --_ink: var(--_on-good);
  }
  .bad {
    --_fill: var(--_bad);
    --_ink: var(--_on-bad);
  }
  :is(.b, .face):is(.primary, .on, .good, .bad) {
    color: var(--_ink);
    background: var(--_fill);
    border-color: transparent;
  }
  .b:is(.primary, .on, .good, .bad):hover {
    filter: brightness(1.1);
  }
  .b[aria-disabled] {
    color: var(--_muted);
    background: none;
    border: 1px dashed var(--_line);
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
  .b.round:not(.bad) {
    border-color: transparent;
  }
  .round:not(.bad, :hover, [aria-expanded='true']) {
    background: none;
  }
  .b.small {
    width: 1.75em;
    min-height: 1.75em;
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
  .control svg {
    width: 1.667em;
    height: 1.667em;
  }
  .b.state {
    gap: 0.375em;
    padding-inline: 0.75em 0.5em;
    border-radius: 2em;
  }
  .state time {
    color: var(--_muted);
    font-weight: 400;
  }
  :is(.state, .chip) svg {
    width: 1em;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.375em;
    padding: 0.0625em 0.625em;
    border-radius: 1em;
    color: var(--_text);
    font-size: 0.8571rem;
  }
  .chip.warn {
    color: var(--_warn);
    border-color: currentColor;
  }
  .dot {
    width: 0.625em;
    height: 0.625em;
    flex: none;
    background: var(--_dot, var(--_muted));
    border-radius: 50%;
  }
  .ready {
    --_dot: var(--_good);
  }
  .busy,
  .on-call,
  .on {
    --_dot: var(--_bad);
  }
  .rest,
  .wrap-up {
    --_dot: var(--_warn);
  }
  time,
  bdi {
    font-variant-numeric: tabular-nums;
  }
  progress {
    width: 100%;
    height: 0.5em;
    margin-block-start: 0.375em;
    accent-color: var(--_accent);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .out,
  .round .label,
  :host([layout='compact']) .control .label {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (forced-colors: active) {
    .dot {
      background: ButtonText;
      forced-color-adjust: none;
    }
    .b:is(.primary, .on, .good, .bad) {
      border: 2px solid Highlight;
    }
    .b[aria-disabled] {
      color: GrayText;
      border: 1px dashed GrayText;
      opacity: 1;
    }
  }
`;
