import { css } from '../css.js';

/** What stands in panels, and what a floating bar is held by. */
export const panels = css`
  .title,
  .field,
  .check {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.625em;
  }
  .panel {
    margin-block-start: 0.625em;
    padding: 0.75em;
  }
  .title {
    justify-content: space-between;
    margin-block-end: 0.5em;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 0.375em;
    margin-block: 0.5em;
  }
  .menu,
  .stack {
    display: grid;
  }
  .targets {
    max-height: 13em;
    overflow-y: auto;
  }
  .shortcuts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(12em, 1fr));
    gap: 0.375em 1.5em;
  }
  .shortcuts > div {
    display: flex;
    justify-content: space-between;
  }
  :host([layout='docked']) .panel {
    position: absolute;
    z-index: var(--aicc-z-index, 100);
    inset-block-start: calc(100% + 0.25rem);
    inset-inline-start: 0.5rem;
    width: min(22rem, calc(100% - 1rem));
    max-height: 80vh;
    overflow-y: auto;
    box-shadow: var(--_shadow);
  }
  :host([layout='docked']) .panel:is(.keypad, .transfer, .consult) {
    inset-inline: auto 0.5rem;
  }
  :host([layout='docked'][side='bottom']) .panel {
    inset-block: auto calc(100% + 0.25rem);
  }
  .grip {
    cursor: grab;
    touch-action: none;
    margin-inline: -0.5em;
    color: var(--_muted);
  }
  .b.wide {
    width: 100%;
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
  .lengths {
    padding: 0.375em 0.75em;
  }
  .item.chip {
    border-color: var(--_line);
  }
  .chip .tick:empty {
    display: none;
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
`;
