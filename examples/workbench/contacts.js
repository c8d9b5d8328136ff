// @ts-check
/** The customers on the line and the calls of each; a person can turn to another one of them. */
import { byId, element, onPress, renderList, setText } from '../shared/dom.js';
import { t, tOf } from './words.js';

/**
 * @typedef {import('aicc-support').Snapshot} Snapshot
 * @typedef {import('aicc-support').Call} Call
 */

/** @param {Call} call @param {string} [ownNumber] */
function farNumber({ direction, callerNum, calledNum }, ownNumber) {
  if (direction === 'internal') return callerNum === ownNumber ? calledNum : callerNum;
  return direction === 'in' ? callerNum : calledNum;
}

/** @param {Snapshot} snapshot @param {(contactId: string) => void} focus */
export function renderContacts({ contacts, calls, agent, focus: { contactId } }, focus) {
  byId('no-contacts', HTMLElement).hidden = contacts.length > 0;
  renderList(byId('contacts', HTMLUListElement), contacts, {
    key: ({ id }) => id,
    create: ({ id }) => createContact(() => focus(id)),
    update(item, contact) {
      const number = contact.customerNumber ?? contact.id;
      const isFocused = contact.id === contactId;
      const own = calls.filter((each) => each.contactId === contact.id);
      if (isFocused) item.ariaCurrent = 'true';
      else item.removeAttribute('aria-current');
      const [name, mark, button] = /** @type {[HTMLElement, HTMLElement, HTMLButtonElement]} */ ([
        ...item.querySelectorAll('.name, .mark, button'),
      ]);
      const list = /** @type {HTMLUListElement} */ (item.querySelector('ul'));
      setText(name, number);
      mark.hidden = !isFocused;
      setText(mark, t('inFocus'));
      button.hidden = isFocused;
      button.ariaLabel = t('focusOn', { number });
      renderList(list, own, {
        key: ({ id }) => id,
        create: () => element('li'),
        update(line, call) {
          const words = { number: farNumber(call, agent?.workNo), state: tOf('call', call.state) };
          setText(line, t(call.consultOf === undefined ? 'callLine' : 'consultLine', words));
          line.dataset.state = call.state;
        },
      });
    },
  });
}

/** @param {() => void} onFocus */
function createContact(onFocus) {
  const button = element('button', { text: t('focus') });
  button.type = 'button';
  onPress(button, onFocus);
  return element('li', {
    children: [
      element('div', {
        class: 'row spread',
        children: [
          element('span', { class: 'name number' }),
          element('span', { class: 'pill mark', data: { tone: 'info' } }),
          button,
        ],
      }),
      element('ul', { class: 'small muted number' }),
    ],
  });
}
