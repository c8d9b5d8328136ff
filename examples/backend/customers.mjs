// @ts-check
/** The bank's customers: all invented. A real backend stores a salted hash of a PIN, never the PIN. */

/**
 * @typedef {object} Customer
 * @property {string} id
 * @property {string} name
 * @property {string} number
 * @property {string} email where a code can go, beside the telephone
 * @property {string} pin
 * @property {boolean} [unavailable] the system that holds this customer's data is down
 */

/** @type {readonly Customer[]} */
export const customers = [
  { id: 'C-1001', name: 'Customer 1001', number: '5550100', email: 'c-1001@example.com', pin: '246810' },
  { id: 'C-1002', name: 'Customer 1002', number: '5550101', email: 'c-1002@example.com', pin: '135790' },
  {
    id: 'C-1003',
    name: 'Customer 1003',
    number: '5550102',
    email: 'c-1003@example.com',
    pin: '112358',
    unavailable: true,
  },
];

/** @param {string} number */
export const customerByNumber = (number) => customers.find((each) => each.number === number);
