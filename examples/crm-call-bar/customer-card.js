// @ts-check
/** The open card: who it is, and what they called about in this session. */
import { byId, element, renderList, setText } from '../shared/dom.js';
import { setDialLink } from './customer-list.js';
import { t, tOf } from './words.js';

/**
 * @typedef {import('./customers.js').Customer} Customer
 * @typedef {import('aicc-support').Call} Call
 */

/** @type {Record<string, string>} */
const tones = { ringing: 'warn', dialing: 'warn', talking: 'ok', conference: 'ok', held: 'info' };

/**
 * @param {object} shown
 * @param {Customer} [shown.customer]
 * @param {string} [shown.number] of somebody whom the CRM does not know
 * @param {Call | undefined} shown.call the one with them, while it lasts
 * @param {{ key: string, text: string }[]} shown.past
 */
export function renderCard({ customer, number, call, past }) {
  const unknown = number === undefined ? t('nobodyHeading') : t('unknownName', { number });
  setText(byId('customer-name', HTMLElement), customer?.name ?? unknown);
  byId('customer-none', HTMLElement).hidden = customer !== undefined || number !== undefined;

  const link = byId('customer-dial', HTMLAnchorElement);
  const dialled = customer ?? (number !== undefined ? { name: unknown, number } : undefined);
  link.hidden = dialled === undefined;
  if (dialled) setDialLink(link, dialled);

  const pill = byId('call-state', HTMLElement);
  pill.hidden = call === undefined;
  setText(pill, call ? tOf('call', call.state) : '');
  pill.dataset.tone = (call && tones[call.state]) ?? '';

  /** @type {[import('./messages.js').Key, string][]} */
  const facts = customer
    ? [
        ['fact.company', customer.company],
        ['fact.city', customer.city],
        ['fact.order', customer.order],
      ]
    : [];
  renderList(byId('customer-facts', HTMLElement), facts, {
    key: ([key]) => key,
    create: ([key]) => element('div', { children: [element('dt', { text: t(key) }), element('dd')] }),
    update: (row, [, value]) => setText(/** @type {HTMLElement} */ (row.lastElementChild), value),
  });

  byId('past', HTMLElement).hidden = past.length === 0;
  renderList(byId('past-calls', HTMLUListElement), past, {
    key: ({ key }) => key,
    create: () => element('li'),
    update: (item, { text }) => setText(item, text),
  });
}
