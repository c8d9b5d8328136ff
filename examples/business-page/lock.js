// @ts-check
/**
 * Whether this page is unlocked. It follows the result of the customer in focus: everything that may have changed it
 * locks first and asks then, and an answer that was overtaken by another change is thrown away.
 */

/**
 * @typedef {import('aicc-support').AICCSupport} AICCSupport
 *
 * @typedef {'offline' | 'unknown' | 'locked' | 'pending' | 'failed' | 'abnormal' | 'unlocked'} Lock
 */

/** @type {Record<import('aicc-support').VerifyResult, Lock>} */
const lockOf = { '': 'unknown', 0: 'locked', 1: 'unlocked', 2: 'failed', 3: 'abnormal' };

/**
 * @param {AICCSupport} support
 * @param {string} verifyTypeCode of which process
 * @param {(lock: Lock, verifyResult?: string) => void} show
 */
export function followResult(support, verifyTypeCode, show) {
  const { connection } = support;
  let asked = 0;
  /** @type {string | undefined} */
  let shownFor;

  /** Not returned yet, but asked for: the page says so, and stays locked. */
  const isRunning = () => {
    const { verifications, focus } = connection.snapshot();
    return verifications.some(
      (each) =>
        each.contactId === focus.contactId && each.verifyTypeCode === verifyTypeCode && each.endedAt === undefined,
    );
  };

  async function refresh() {
    const turn = ++asked;
    const { contactId } = connection.snapshot().focus;
    // Another customer: nothing of the one before may stay open while we ask.
    if (contactId !== shownFor) show('locked');
    shownFor = contactId;
    if (connection.status !== 'open') return show('offline');
    try {
      const { verifyResult } = await support.getVerifyResult(verifyTypeCode);
      if (turn !== asked) return;
      const lock = lockOf[verifyResult];
      show(lock === 'locked' && isRunning() ? 'pending' : lock, verifyResult);
    } catch {
      if (turn === asked) show('offline');
    }
  }

  for (const name of /** @type {const} */ (['Ringing', 'Talking', 'Release', 'Switch'])) {
    support.addHandler(name, () => void refresh());
  }
  support.addHandler('VerifyResult', ({ verifyTypeCode: code, verifyResult, callid }) => {
    if (code !== verifyTypeCode) return;
    // A result that is taken back locks now, not when the answer is there.
    if (verifyResult !== '1' && callid === shownFor) show('locked');
    void refresh();
  });
  // An attempt that starts has no event of its own, and a link that goes must lock at once.
  connection.subscribe(({ type }) => {
    if (type === 'verification.updated' || type === 'focus.changed' || type === 'connection.status') void refresh();
  });
  void refresh();
}
