// @ts-check
/** Asks the agent before an embedded page's call goes out. */
import { byId, setText } from '../shared/dom.js';
import { pageOf } from './page-list.js';
import { t } from './words.js';

/** @type {import('aicc-support').ConfirmDial} */
export function confirmDial({ calledNum, origin, signal }) {
  const dialog = byId('confirm', HTMLDialogElement);
  setText(byId('confirm-text', HTMLElement), t('confirmText', { page: pageOf(origin), number: calledNum }));
  setText(byId('confirm-origin', HTMLElement), t('confirmOrigin', { origin }));

  return new Promise((resolve) => {
    const answered = new AbortController();
    /** @param {boolean} yes */
    const answer = (yes) => {
      answered.abort();
      dialog.close();
      resolve(yes);
    };
    const options = { signal: answered.signal };
    byId('confirm-yes', HTMLButtonElement).addEventListener('click', () => answer(true), options);
    byId('confirm-no', HTMLButtonElement).addEventListener('click', () => answer(false), options);
    dialog.addEventListener('cancel', () => answer(false), options);
    // The page that asked gave up: nothing is left to answer.
    signal.addEventListener('abort', () => answer(false), options);
    dialog.showModal();
  });
}
