// @ts-check
/** The contact centre of the demo: two agents, one service number, three authentication processes. */
import { connect } from 'aicc-support';
import { createContactCenter } from 'aicc-support/testing';
import { customerByNumber, customers } from '../backend/customers.mjs';

/** @typedef {import('aicc-support').Connection} Connection */

export const serviceNumber = '88880011';
export const agents = [
  { workNo: '371', name: 'Retail desk 1', skillGroups: ['retail'] },
  { workNo: '372', name: 'Retail desk 2', skillGroups: ['retail'] },
];

/**
 * What the centre attaches to a call: which customer of the bank it is, for the flow and the pages. The number itself
 * stays in the centre.
 *
 * @param {string} number
 */
function callDataFor(number) {
  const customer = customerByNumber(number);
  return customer ? JSON.stringify({ customerId: customer.id }) : '';
}

/** @param {{ verifyUrl: string, wrapUpSeconds: number }} options */
export function createDemoCenter({ verifyUrl, wrapUpSeconds }) {
  const center = createContactCenter({
    agents,
    numbers: [serviceNumber],
    wrapUpSeconds,
    processes: [
      {
        verifyTypeCode: 'RETAIL_PIN',
        name: 'Telephone PIN',
        enabled: true,
        flow: {
          url: verifyUrl,
          collect: [{ name: 'pin', prompt: 'Please enter your six-digit PIN.', digits: 6, timeoutSeconds: 60 }],
        },
      },
      { verifyTypeCode: 'RETAIL_ANI', name: 'Calling number', enabled: true, flow: { url: verifyUrl } },
      { verifyTypeCode: 'RETAIL_OLD', name: 'Mother’s maiden name', enabled: false, flow: { url: verifyUrl } },
    ],
  });
  /** @type {Map<string, Promise<Connection>>} */
  const connections = new Map();

  /** @param {string} workNo */
  const connectionOf = (workNo) => {
    const made = connections.get(workNo) ?? connect(center.transport({ workNo }));
    connections.set(workNo, made);
    return made;
  };

  // A call that goes out gets its data too, as soon as it rings at the customer's.
  for (const { number } of customers) {
    center.phone(number).subscribe(async ({ call }) => {
      const owner = agents.find(({ workNo }) =>
        center.snapshot(workNo).calls.some(({ id, consultOf }) => id === call.callId && consultOf === undefined),
      );
      if (call.state !== 'ringing' || !owner) return;
      const connection = await connectionOf(owner.workNo);
      await connection.request('call.setData', { callId: call.callId, callData: callDataFor(number) });
    });
  }

  return {
    center,
    connectionOf,
    /**
     * The agent who is ready longest takes it; with nobody ready it waits for one who is talking.
     *
     * @param {string} number
     */
    callIn(number) {
      const inState = (/** @type {string} */ state) =>
        agents.find(({ workNo }) => center.snapshot(workNo).agent?.state === state)?.workNo;
      const workNo = inState('ready') === undefined ? inState('on-call') : undefined;
      return center.callIn({
        callerNum: number,
        calledNum: serviceNumber,
        callData: callDataFor(number),
        ...(workNo !== undefined && { workNo }),
      });
    },
    async close() {
      for (const each of connections.values()) await (await each).close();
      center.close();
    },
  };
}
