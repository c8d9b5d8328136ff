// @ts-check
/**
 * The bank's data: all invented. In this demo the page holds it; a bank's page gets it from its own server, which must
 * not rest on what a page says about the result.
 */

/**
 * @typedef {object} Account
 * @property {string} id
 * @property {string} name
 * @property {string} number
 * @property {string} iban
 * @property {number} balance
 * @property {number} limit
 * @property {'active' | 'blocked'} card
 * @property {string} address
 */

/** @type {readonly Account[]} */
export const accounts = [
  {
    id: 'C-1001',
    name: 'Customer 1001',
    number: '5550100',
    iban: 'XX00 1001',
    balance: 4821.5,
    limit: 2000,
    card: 'active',
    address: '1 Example Street',
  },
  {
    id: 'C-1002',
    name: 'Customer 1002',
    number: '5550101',
    iban: 'XX00 1002',
    balance: 310.2,
    limit: 500,
    card: 'active',
    address: '2 Example Street',
  },
  {
    id: 'C-1003',
    name: 'Customer 1003',
    number: '5550102',
    iban: 'XX00 1003',
    balance: 12940,
    limit: 5000,
    card: 'active',
    address: '3 Example Street',
  },
];

/**
 * Whose call it is: the centre put our own id into the call data. It is data of a call, so it may be anything.
 *
 * @param {string} calldata
 */
export function accountOf(calldata) {
  try {
    const { customerId } = /** @type {{ customerId?: unknown }} */ (JSON.parse(calldata));
    return accounts.find((each) => each.id === customerId);
  } catch {
    return undefined;
  }
}
