// @ts-check
/** What the agent can do now, as a function of the state. */

/**
 * @typedef {import('aicc-support').Snapshot} Snapshot
 * @typedef {import('aicc-support').Call} Call
 *
 * @typedef {object} Calls
 * @property {Call | undefined} ringing the call to answer
 * @property {Call | undefined} active the call that the agent is on
 * @property {Call | undefined} main the call with the customer
 * @property {Call | undefined} consult the leg to a colleague that this agent asked for
 */

/** @param {Call} call */
export const isLive = ({ state }) => state !== 'ended';

/** @param {Snapshot} snapshot @returns {Calls} */
export function callsOf({ calls, focus }) {
  const live = calls.filter(isLive);
  const rings = live.filter(({ state }) => state === 'ringing');
  /** @param {Call['state'][]} states */
  const inState = (...states) => states.map((wanted) => live.find(({ state }) => state === wanted)).find(Boolean);
  const mains = live.filter((each) => each.consultOf === undefined && each.state !== 'ringing');
  return {
    ringing: rings.find(({ contactId }) => contactId === focus.contactId) ?? rings[0],
    active: inState('talking', 'conference', 'consulting', 'dialing', 'held'),
    main: mains.find(({ contactId }) => contactId === focus.contactId) ?? mains[0],
    consult: live.find(({ consultOf }) => consultOf !== undefined && live.some(({ id }) => id === consultOf)),
  };
}

/**
 * The newest attempt of a process on the contact in focus.
 *
 * @param {Snapshot} snapshot
 * @param {string} verifyTypeCode
 */
export function attemptOf({ verifications, focus }, verifyTypeCode) {
  return verifications.find((each) => each.contactId === focus.contactId && each.verifyTypeCode === verifyTypeCode);
}

/**
 * Which buttons do something, by their ids.
 *
 * @param {Snapshot} snapshot
 * @param {string} verifyTypeCode the process that is chosen
 */
export function enabledActions(snapshot, verifyTypeCode) {
  const { agent, focus } = snapshot;
  const { ringing, active, main, consult } = callsOf(snapshot);
  const live = snapshot.calls.filter(isLive);
  const wanted = agent?.pendingState ?? agent?.state ?? 'offline';
  const isIn = agent !== undefined && agent.state !== 'offline';
  const attempt = attemptOf(snapshot, verifyTypeCode);
  const isRunning = attempt !== undefined && attempt.endedAt === undefined;
  const isDialing = active?.state === 'dialing';
  return {
    'sign-in': !isIn,
    'sign-out': isIn && live.length === 0,
    'set-ready': isIn && wanted !== 'ready',
    'set-busy': isIn && wanted !== 'busy',
    'end-wrap-up': agent?.state === 'wrap-up',
    answer: ringing !== undefined && !isDialing,
    reject: ringing !== undefined,
    hold: main?.state === 'talking',
    retrieve: main?.state === 'held' && consult === undefined,
    'hang-up': active !== undefined,
    consult: consult === undefined && (main?.state === 'talking' || main?.state === 'held'),
    'cancel-consult': consult !== undefined,
    dial: isIn && active === undefined,
    'verify-start':
      verifyTypeCode !== '' &&
      !isRunning &&
      live.some(({ contactId, answeredAt }) => contactId === focus.contactId && answeredAt !== undefined),
    'verify-cancel': isRunning,
  };
}
