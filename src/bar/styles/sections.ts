import { css } from '../css.js';

/** The agent, the calls, what is told between them: where each stands, in each of the three layouts. */
export const sections = css`
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
  * {
    box-sizing: border-box;
  }
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  strong,
  .status {
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
  .bar {
    padding: 0.75em;
    border-radius: var(--_radius);
  }
  /* Live regions stand there empty: margins, for a gap would show them. */
  .card,
  .notice,
  .other,
  .next {
    margin-block-start: 0.625em;
  }
  .head,
  .row,
  .card,
  .notice,
  .leg,
  .other,
  .meta,
  .parties {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
  }
  .notice,
  .leg,
  .other {
    padding: 0.5em 0.75em;
  }
  .who,
  .caller {
    flex: 1 1 5em;
    min-width: 0;
    display: grid;
    overflow-wrap: anywhere;
    line-height: 1.25;
  }
  .caller {
    flex-basis: 8em;
    line-height: inherit;
  }
  .tools {
    display: flex;
    margin-inline: auto -0.375em;
  }
  .tools .b {
    width: 2.25em;
  }
  .card {
    padding: 0.75em;
    gap: 0.625em 0.75em;
    background: var(--_sunken);
    border-color: transparent;
  }
  .talking,
  .conference {
    --_tone: var(--_good);
  }
  .held {
    --_tone: var(--_warn);
  }
  .status {
    color: var(--_tone);
  }
  .face {
    display: grid;
    place-items: center;
    width: 2.75em;
    height: 2.75em;
    flex: none;
    color: var(--_tone, var(--_muted));
    border-color: var(--_tone, var(--_line));
    border-radius: 50%;
  }
  .incoming {
    background: var(--_surface);
    border-color: var(--_good);
    box-shadow: inset 0 0 0 1px var(--_good);
  }
  @media (prefers-reduced-motion: no-preference) {
    .incoming .face {
      animation: ring 1.6s infinite;
    }
  }
  @keyframes ring {
    from {
      outline: 0 solid var(--_good);
    }
    to {
      outline: 0.75em solid transparent;
    }
  }
  dl,
  dl div {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125em 1em;
    font-size: 0.9286em;
  }
  dl div {
    gap: 0.375em;
    font-size: 1em;
  }
  dt {
    color: var(--_muted);
  }
  .controls,
  .leg,
  .incoming .row {
    flex: 1 1 100%;
  }
  .controls {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(4.5em, 1fr));
    gap: 0.375em;
  }
  :host([layout='compact']) .controls {
    grid-template-columns: repeat(auto-fit, minmax(2.75em, 1fr));
  }
  .controls .bad {
    grid-column-end: -1;
  }
  .incoming .b,
  .notice > div {
    flex: 1;
  }
  .leg svg {
    color: var(--_accent);
  }
  .notice {
    flex-wrap: nowrap;
    border-color: currentColor;
    border-inline-start-width: 4px;
    color: var(--_fill, var(--_warn));
  }
  .notice > div {
    color: var(--_text);
  }

  :host([layout='docked']) .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    row-gap: 0.375em;
    border-radius: 0;
    border-width: 1px 0;
    padding-block: 0.5em;
  }
  :host([layout='docked']) :is(.head, .who, .controls, .leg, .incoming .row) {
    flex: 0 1 auto;
  }
  :host([layout='docked']) :is(.card, .notice, .other) {
    margin-block: 0;
    margin-inline-start: 0.75em;
  }
  :host([layout='docked']) .card {
    flex: 1 1 22em;
    padding-block: 0.375em;
    min-width: 0;
  }
  /* As wide as all its controls: it takes a line of its own before they take two. */
  :host([layout='docked']) .call {
    flex-basis: 42em;
  }
  :host([layout='docked']) .controls .bad {
    margin-inline-start: auto;
  }
  :host([layout='docked']) .caller {
    flex-basis: 12em;
  }
  :host([layout='docked']) .other {
    flex-wrap: nowrap;
  }
  :host([layout='docked']) .controls {
    display: flex;
    margin-inline-start: auto;
  }
  :host([layout='docked']) .control {
    min-width: 5em;
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
  @media (forced-colors: active) {
    .card {
      border-color: CanvasText;
    }
  }
`;
