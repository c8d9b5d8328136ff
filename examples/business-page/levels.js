// @ts-check
/**
 * What the bank does at which level: the number that a customer calls from opens level 0, a one-time code level 1. What
 * is of level 1 comes from the bank's own server, which wants a proof and does not believe this page.
 */
import { isAiccError } from 'aicc-support';
import { byId, element, onPress, setEnabled, setText } from '../shared/dom.js';
import { followResult } from './lock.js';

/**
 * @param {import('aicc-support').AICCSupport} support
 * @param {(key: import('./messages.js').Key, values?: Record<string, string | number>) => string} t
 * @param {(amount: number) => string} money
 */
export function showLevels(support, t, money) {
  const reached = { RETAIL_ANI: false, RETAIL_OTP: false };
  const order = byId('order-status', HTMLButtonElement);
  const statement = byId('statement', HTMLButtonElement);
  const entries = byId('entries', HTMLUListElement);

  /** @param {0 | 1} level @param {boolean} isOpen @param {HTMLButtonElement} button */
  function showLevel(level, isOpen, button) {
    const pill = byId(`level-${level}`, HTMLElement);
    setText(pill, t(isOpen ? 'level.open' : 'level.closed', { level }));
    pill.dataset.tone = isOpen ? 'ok' : '';
    setEnabled(button, isOpen);
  }

  function show() {
    const isLevel1 = reached.RETAIL_OTP;
    const isLevel0 = isLevel1 || reached.RETAIL_ANI;
    showLevel(0, isLevel0, order);
    showLevel(1, isLevel1, statement);
    // Nothing of a customer stays when the level is gone.
    if (!isLevel0) setText(byId('order', HTMLElement), '');
    if (isLevel1) return;
    setText(byId('statement-state', HTMLElement), '');
    entries.replaceChildren();
  }

  for (const [code, id] of /** @type {const} */ ([
    ['RETAIL_ANI', 'result-ani'],
    ['RETAIL_OTP', 'result-otp'],
  ])) {
    followResult(support, code, (lock, verifyResult) => {
      setText(byId(id, HTMLOutputElement), verifyResult === undefined ? '…' : `'${verifyResult}'`);
      reached[code] = lock === 'unlocked';
      show();
    });
  }

  onPress(order, () => setText(byId('order', HTMLElement), t('order')));
  onPress(statement, async () => {
    const state = byId('statement-state', HTMLElement);
    setText(state, t('statement.asked'));
    const reply = await askServer(support);
    // The customer may have gone while we asked.
    if (!reached.RETAIL_OTP) return;
    if (reply.code !== undefined) return setText(state, t('statement.refused', { code: reply.code }));
    setText(state, t('statement.given', { count: reply.entries.length }));
    entries.replaceChildren(
      ...reply.entries.map(({ date, text, amount }) =>
        element('li', { text: t('entry', { date, text, amount: money(amount) }) }),
      ),
    );
  });
  show();
}

/** @typedef {{ date: string, text: string, amount: number }} Entry */

/**
 * @param {import('aicc-support').AICCSupport} support
 * @returns {Promise<{ code: string } | { code?: undefined, entries: Entry[] }>}
 */
async function askServer(support) {
  try {
    const { token } = await support.getVerificationProof('RETAIL_OTP');
    const response = await fetch('/api/statement', { method: 'POST', headers: { 'x-verification-proof': token } });
    return await response.json();
  } catch (error) {
    return { code: isAiccError(error) ? error.code : 'net/unreachable' };
  }
}
