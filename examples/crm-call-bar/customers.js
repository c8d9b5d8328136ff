// @ts-check
/** What the CRM knows of its customers: all invented. The first three are those of the bank, too. */

/**
 * @typedef {object} Customer
 * @property {string} id
 * @property {string} name
 * @property {string} company
 * @property {string} number as people write it: the `tel:` link and the dial pad take it so
 * @property {string} city
 * @property {string} order the newest order
 */

/** @type {readonly Customer[]} */
export const customers = [
  {
    id: 'C-1001',
    name: 'Customer 1001',
    company: 'Example Alpha',
    number: '555-0100',
    city: 'Sampleton',
    order: 'A-7001',
  },
  {
    id: 'C-1002',
    name: 'Customer 1002',
    company: 'Example Beta',
    number: '555-0101',
    city: 'Testville',
    order: 'A-7002',
  },
  {
    id: 'C-1003',
    name: 'Customer 1003',
    company: 'Example Gamma',
    number: '555-0102',
    city: 'Sampleton',
    order: 'A-7003',
  },
  {
    id: 'C-1004',
    name: 'Customer 1004',
    company: 'Example Delta',
    number: '555-0103',
    city: 'Mockford',
    order: 'A-7004',
  },
  {
    id: 'C-1005',
    name: 'Customer 1005',
    company: 'Example Epsilon',
    number: '555-0104',
    city: 'Testville',
    order: 'A-7005',
  },
  {
    id: 'C-1006',
    name: 'Customer 1006',
    company: 'Example Zeta',
    number: '555-0105',
    city: 'Mockford',
    order: 'A-7006',
  },
];

const digitsOf = (/** @type {string} */ number) => number.replace(/\D/g, '');

/** @param {string | undefined} number in any way of writing */
export const customerByNumber = (number) =>
  number === undefined ? undefined : customers.find((each) => digitsOf(each.number) === digitsOf(number));

/** @param {string} id */
export const customerById = (id) => customers.find((each) => each.id === id);

/**
 * Whose contact it is: by our own id, which the centre put into the call data, else by the number. Both come from
 * outside and may be anything.
 *
 * @param {{ callData: string, customerNumber?: string } | undefined} contact
 */
export function customerOf(contact) {
  if (!contact) return undefined;
  try {
    const data = /** @type {{ customerId?: unknown } | null} */ (JSON.parse(contact.callData));
    const known = customers.find(({ id }) => id === data?.customerId);
    if (known) return known;
  } catch {
    // No JSON: then the number has to do.
  }
  return customerByNumber(contact.customerNumber);
}

/** @param {string} text what was typed into the search */
export function searchCustomers(text) {
  const wanted = text.trim().toLowerCase();
  const digits = digitsOf(wanted);
  return customers.filter(
    ({ name, company, number }) =>
      `${name} ${company}`.toLowerCase().includes(wanted) || (digits !== '' && digitsOf(number).includes(digits)),
  );
}
