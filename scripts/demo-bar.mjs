/** The softphone bar as people use it: by the names of its buttons and cards, whatever page it is on. */
import { reads } from './demo-stage.mjs';

/** What the demo presses, in its languages. */
const words = {
  en: {
    signIn: 'Sign in',
    answer: 'Answer',
    hangUp: 'Hang up',
    endWrapUp: 'End wrap-up',
    incoming: 'Incoming call',
    ready: 'Ready',
    busy: 'Busy',
    wrapUp: 'Wrap-up',
    consult: 'Consult',
    join: 'Conference',
    keypad: 'Keypad',
  },
  'zh-CN': {
    signIn: '签入',
    answer: '接听',
    hangUp: '挂断',
    endWrapUp: '结束整理',
    incoming: '来电',
    ready: '空闲',
    busy: '示忙',
    wrapUp: '话后整理',
    consult: '咨询',
    join: '三方通话',
    keypad: '键盘',
  },
};

/** @typedef {keyof typeof words['en']} BarWord */

/**
 * @param {import('./demo-stage.mjs').Page} page
 * @param {'en' | 'zh-CN'} [lang]
 */
export function barOf(page, lang = 'en') {
  const bar = page.locator('#softphone');
  const w = words[lang];
  const stateButton = bar.locator('[part~="state"]');
  /** @param {string} name */
  const button = (name) => bar.getByRole('button', { name, exact: true }).first();
  /** @param {string | RegExp} name */
  const card = (name) => bar.getByRole('article', { name, exact: true });

  return {
    bar,
    button,
    /** @param {string} name */
    press: (name) => button(name).click(),
    /** By its meaning, in the language of the page. @param {BarWord} word */
    pressWord: (word) => button(w[word]).click(),
    /** The card of a call, or of wrap-up: what it is and who it is with. @param {string} name */
    async shows(name) {
      await card(name).waitFor();
      return name;
    },
    /** What the card of a call that rings says. @param {RegExp} wanted */
    rings: (wanted) => readsSpaced(card(w.incoming).getByRole('alert'), wanted),
    /** The line of a colleague who is asked. @param {RegExp} wanted */
    asks: (wanted) => readsSpaced(bar.locator('[part~="consult-leg"]'), wanted),
    /** What the agent is doing. @param {string} state */
    agentIs: (state) => reads(stateButton.locator('span').first(), state),
    isReady: () => reads(stateButton.locator('span').first(), w.ready),
    async setBusy() {
      await stateButton.click();
      await bar.getByRole('menuitemradio', { name: w.busy, exact: true }).click();
    },
    /** @param {string} digits */
    async typeTones(digits) {
      await button(w.keypad).click();
      const keypad = bar.getByRole('dialog', { name: w.keypad, exact: true });
      for (const key of digits) await keypad.getByRole('button', { name: key, exact: true }).click();
    },
    /** Finds somebody in the directory and asks them. @param {string} name */
    async consult(name) {
      await button(w.consult).click();
      const panel = bar.getByRole('dialog', { name: w.consult, exact: true });
      await panel.getByRole('combobox').fill(name);
      await panel.getByRole('option', { name }).click();
      await panel.getByRole('button', { name: w.consult, exact: true }).click();
    },
  };
}

/**
 * As `reads`, of text in several places of a card.
 *
 * @param {import('./demo-stage.mjs').Locator} locator
 * @param {RegExp} wanted
 */
async function readsSpaced(locator, wanted) {
  const spaced = new RegExp(wanted.source.replaceAll(' ', '\\s+'), wanted.flags);
  return (await reads(locator, spaced)).replace(/\s+/g, ' ').trim();
}
