// @ts-check
/** The calls that this page has seen, newest first: a function of what the softphone says, and kept in memory only. */

/**
 * @typedef {import('aicc-support').Call} Call
 * @typedef {import('aicc-support').Contact} Contact
 * @typedef {{ readonly call: Call, readonly contact: Contact | undefined }} Entry
 */

/** @param {{ workNo: string, keep?: number }} options */
export function createCallLog({ workNo, keep = 50 }) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();

  return {
    /** @param {Call} call @param {Contact | undefined} contact */
    note(call, contact) {
      // The contact may be gone before its call is told as ended.
      entries.set(call.id, { call, contact: contact ?? entries.get(call.id)?.contact });
      for (const oldest of [...entries.keys()].slice(0, -keep)) entries.delete(oldest);
    },
    entries: () => [...entries.values()].reverse(),
    /** The other side: on a leg to a colleague the colleague, else the customer. @param {Entry} entry */
    numberOf({ call, contact }) {
      if (call.consultOf === undefined && contact?.customerNumber !== undefined) return contact.customerNumber;
      return call.callerNum === workNo || call.direction === 'out' ? call.calledNum : call.callerNum;
    },
  };
}

/**
 * How long they talked, as `m:ss`; nothing for a call that was not answered or is not over.
 *
 * @param {Call} call
 */
export function durationOf({ answeredAt, endedAt }) {
  if (answeredAt === undefined || endedAt === undefined) return undefined;
  const seconds = Math.round((endedAt - answeredAt) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
