import { html, type TemplateResult } from 'lit/html.js';

/** A time that counts, which screen readers read when they are asked to, not each second. */
export const timer = (shown: string): TemplateResult => html`<time role="timer" part="timer">${shown}</time>`;
