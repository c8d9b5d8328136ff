import { css } from 'lit';

/** Where things stand, in each of the three layouts. */
export const layout = css`
  :host {
    /* What a page lets break anywhere would break the words of buttons here. */
    overflow-wrap: normal;
    display: block;
    position: relative;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before {
    box-sizing: border-box;
  }
  p,
  dl,
  dd,
  ul,
  h2 {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.625em;
  }
  .bar {
    padding: 0.75em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  /* Live regions stand there empty: margins, for a gap would show them. */
  :is(.card, .notice, .panel, .other, .next) {
    margin-block-start: 0.625em;
  }
  .head,
  .row,
  .card,
  .notice,
  .title,
  .field,
  .leg,
  .other,
  .meta,
  .parties,
  .check {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
  }
  .who {
    flex: 1 1 5em;
    line-height: 1.25;
  }
  .caller {
    flex: 1 1 8em;
  }
  .who,
  .caller {
    min-width: 0;
    display: grid;
    overflow-wrap: anywhere;
  }
  .tools {
    display: flex;
    margin-inline: auto -0.375em;
  }
  .card {
    padding: 0.75em;
    gap: 0.625em 0.75em;
    background: var(--_sunken);
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) - 0.125rem);
  }
  .controls,
  .leg {
    flex-basis: 100%;
  }
  .controls {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(4.5em, 1fr));
    gap: 0.375em;
  }
  .controls .bad {
    grid-column-end: -1;
  }
  .incoming .row {
    flex: 1 1 100%;
  }
  .incoming .b {
    flex: 1;
  }
  .notice {
    flex-wrap: nowrap;
  }
  .notice > div {
    flex: 1;
  }
  .panel {
    padding: 0.75em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) - 0.125rem);
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

  :host([layout='docked']) .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    border-radius: 0;
    border-width: 1px 0;
    padding-block: 0.5em;
  }
  :host([layout='docked']) .head {
    flex: 0 1 auto;
  }
  :host([layout='docked']) :is(.card, .notice, .other) {
    margin-block: 0;
    margin-inline-start: 0.75em;
  }
  :host([layout='docked']) .who {
    flex: 0 1 auto;
    margin-inline-end: 0.5em;
  }
  :host([layout='docked']) .card {
    flex: 1 1 22em;
    padding-block: 0.375em;
    min-width: 0;
  }
  :host([layout='docked']) .caller {
    flex-basis: 12em;
  }
  :host([layout='docked']) .other {
    flex-wrap: nowrap;
  }
  :host([layout='docked']) .controls {
    display: flex;
    flex: 0 1 auto;
    margin-inline-start: auto;
  }
  :host([layout='docked']) .control {
    min-width: 5em;
  }
  :host([layout='docked']) .incoming .row {
    flex: 0 1 auto;
  }
  :host([layout='docked']) .leg {
    flex: 0 1 auto;
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

  :host([layout='compact']) .controls {
    grid-template-columns: repeat(auto-fit, minmax(2.75em, 1fr));
  }

  :host([layout='floating']) {
    position: fixed;
    z-index: var(--aicc-z-index, 100);
    inset-block-end: 1rem;
    inset-inline-end: 1rem;
    width: min(var(--aicc-width, 22.5rem), calc(100vw - 2rem));
    transform: translate(var(--_x, 0), var(--_y, 0));
  }
  :host([layout='floating']) .bar {
    max-height: calc(100vh - 2rem);
    overflow-y: auto;
    box-shadow: var(--_shadow);
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
`;
