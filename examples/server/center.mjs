// @ts-check
/** The contact centre of the demo: a retail and a sales desk, and identity authentication for the retail one. */
import { connect } from 'aicc-support';
import { createContactCenter } from 'aicc-support/testing';
import { customerByNumber, customers } from '../backend/customers.mjs';

/**
 * @typedef {import('aicc-support').Connection} Connection
 * @typedef {import('aicc-support/testing').CustomerCall} CustomerCall
 */

/** What customers call, and who takes it. */
export const services = /** @type {const} */ ({
  retail: { number: '88880011', name: 'Retail' },
  sales: { number: '88880012', name: 'Sales' },
});

/** @typedef {keyof typeof services} Service */

/** Each with the account name by which the identity provider knows them. */
export const agents = [
  { workNo: '371', name: 'Retail desk 1', skillGroups: ['retail'], account: 'retail-1@example.com' },
  { workNo: '372', name: 'Retail desk 2', skillGroups: ['retail'], account: 'retail-2@example.com' },
  { workNo: '373', name: 'Retail trainee', skillGroups: ['retail'], account: 'retail-3@example.com' },
  { workNo: '381', name: 'Sales desk 1', skillGroups: ['sales'], account: 'sales-1@example.com' },
  { workNo: '382', name: 'Sales desk 2', skillGroups: ['sales'], account: 'sales-2@example.com' },
];

/**
 * What the centre attaches to a call: which customer of the bank it is, for the flow and the pages. The number itself
 * stays in the centre.
 *
 * @param {string} number
 * @param {string} [language] which the customer speaks, when it is not English
 */
function callDataFor(number, language) {
  const customer = customerByNumber(number);
  return customer ? JSON.stringify({ customerId: customer.id, ...(language && { language }) }) : '';
}

/** @param {{ verification: import('./verification.mjs').DemoVerification, wrapUpSeconds: number }} options */
export function createDemoCenter({ verification, wrapUpSeconds }) {
  const center = createContactCenter({
    agents: agents.map(({ workNo, name, skillGroups }) => ({ workNo, name, skillGroups })),
    numbers: Object.entries(services).map(([skillGroup, { number, name }]) => ({ number, name, skillGroup })),
    skillGroups: Object.entries(services).map(([id, { name }]) => ({ id, name })),
    reasons: [
      { state: 'busy', reason: 'paperwork', name: 'Paperwork' },
      { state: 'rest', reason: 'lunch', name: 'Lunch' },
    ],
    recording: true,
    wrapUpSeconds,
  });
  /** @type {Map<string, Promise<Connection>>} */
  const connections = new Map();

  /** @param {string} workNo */
  const openFor = async (workNo) =>
    verification.attach(await connect(center.transport({ workNo })), workNo, center.caller);

  /** @param {string} workNo */
  const connectionOf = (workNo) => {
    const made = connections.get(workNo) ?? openFor(workNo);
    connections.set(workNo, made);
    return made;
  };

  /** With whom each telephone was connected last. @type {Map<string, Service>} */
  const partners = new Map();

  /** Whose main call it is. @param {{ callId: string }} call */
  const ownerOf = ({ callId }) =>
    agents.find(({ workNo }) =>
      center.snapshot(workNo).calls.some(({ id, consultOf }) => id === callId && consultOf === undefined),
    );

  // A call that goes out gets its data too, as soon as it rings at the customer's.
  for (const { number } of customers) {
    center.phone(number).subscribe(async ({ call }) => {
      const owner = ownerOf(call);
      if (call.state !== 'ringing' || !owner) return;
      const connection = await connectionOf(owner.workNo);
      await connection.request('call.setData', { callId: call.callId, callData: callDataFor(number) });
    });
  }

  return {
    center,
    connectionOf,
    /**
     * Rings the agent of the group who is ready longest; with none it waits in the queue. The retail desk shows a second
     * call on the line of an agent who is talking, and lets nobody else wait.
     *
     * @param {string} number
     * @param {Service} service
     * @param {string} [language]
     */
    callIn(number, service, language) {
      const inState = (/** @type {string} */ state) =>
        agents.find(
          ({ workNo, skillGroups }) => skillGroups.includes(service) && center.snapshot(workNo).agent?.state === state,
        )?.workNo;
      const workNo = service === 'retail' && inState('ready') === undefined ? inState('on-call') : undefined;
      partners.set(number, service);
      center.callIn({
        callerNum: number,
        calledNum: services[service].number,
        callData: callDataFor(number, language),
        ...(workNo !== undefined && { workNo }),
      });
    },
    /** With whom the customer has to do: whom they called, or who calls them. @param {CustomerCall} call */
    serviceOf(call) {
      if (call.state === 'ringing')
        partners.set(call.number, ownerOf(call)?.skillGroups[0] === 'sales' ? 'sales' : 'retail');
      return partners.get(call.number) ?? 'retail';
    },
    async close() {
      for (const each of connections.values()) await (await each).close();
      center.close();
    },
  };
}
