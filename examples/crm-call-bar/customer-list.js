// @ts-check
/** The customers, narrowed by what is typed; each opens its card, and its number dials. */
import { byId, element, onPress, renderList, setText } from '../shared/dom.js';
import { customers, searchCustomers } from './customers.js';
import { t } from './words.js';

/** @typedef {import('./customers.js').Customer} Customer */

/**
 * A `tel:` link: `clickToDial` makes a call of it, and without a softphone the system's own telephone does.
 *
 * @param {HTMLAnchorElement} link
 * @param {{ name: string, number: string }} whom
 */
export function setDialLink(link, { name, number }) {
  link.href = `tel:${number}`;
  link.ariaLabel = t('dial', { name, number });
  setText(link, number);
}

/** @param {{ open: (customer: Customer) => void }} options */
export function showCustomers({ open }) {
  const search = byId('search', HTMLInputElement);
  /** @type {Customer | undefined} */
  let current;

  function render() {
    const found = searchCustomers(search.value);
    setText(byId('found', HTMLElement), t('found', { count: found.length, total: customers.length }));
    renderList(byId('customers', HTMLUListElement), found, {
      key: ({ id }) => id,
      create(customer) {
        const name = element('button', { class: 'name', text: customer.name });
        name.type = 'button';
        onPress(name, () => open(customer));
        const link = element('a', { class: 'dial number' });
        setDialLink(link, customer);
        return element('li', {
          children: [name, element('span', { class: 'small muted', text: customer.company }), link],
        });
      },
      update(item, { id }) {
        const button = /** @type {HTMLButtonElement} */ (item.firstElementChild);
        if (id === current?.id) button.ariaCurrent = 'true';
        else button.removeAttribute('aria-current');
      },
    });
  }

  search.addEventListener('input', render);
  render();
  return {
    /** @param {Customer | undefined} customer whose card is open */
    mark(customer) {
      current = customer;
      render();
    },
  };
}
