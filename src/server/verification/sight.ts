import type { Call } from '../../protocol/entities.js';
import { contactOf, type Attempt } from './attempt.js';
import type { Audience } from './audience.js';
import type { View } from './view.js';

/** Who of this server sees an attempt, and what its contact is doing. */
export interface Sight {
  viewsOf(attempt: Attempt): readonly View[];
  /** Whether a call of its contact is. */
  isLive(attempt: Attempt): boolean;
  isTheirs(view: View, attempt: Attempt): boolean;
  isAbandoned(attempt: Attempt): boolean;
}

export function createSight(audience: Audience, inheritOnTransfer: boolean): Sight {
  const viewsOf = (attempt: Attempt): readonly View[] => audience.of(contactOf(attempt));
  const isLive = (attempt: Attempt): boolean =>
    viewsOf(attempt).some((view) => view.liveCalls(attempt.verification.contactId).length > 0);

  /** Whoever started it; who shares the call with them; after a transfer whoever inherits. */
  function isTheirs(view: View, attempt: Attempt): boolean {
    if (inheritOnTransfer || view.workNo === attempt.workNo) return true;
    const { contactId } = attempt.verification;
    // Who started it may be an agent of the other server.
    const isWithThem = (call: Call): boolean =>
      call.parties.some(({ kind, number }) => kind === 'agent' && number === attempt.workNo);
    if (attempt.isElsewhere && view.liveCalls(contactId).some(isWithThem)) return true;
    return viewsOf(attempt).some((each) => each.workNo === attempt.workNo && each.liveCalls(contactId).length > 0);
  }

  /** The customer is gone: nobody has the contact, or its call is over and was not given to somebody else. */
  function isAbandoned(attempt: Attempt): boolean {
    const { contactId } = attempt.verification;
    const those = viewsOf(attempt);
    if (those.length === 0) return true;
    const { mediaType } = those[0]?.contact(contactId) ?? {};
    if ((mediaType !== 'audio' && mediaType !== 'video') || isLive(attempt)) return false;
    const calls = those.flatMap((view) => view.connection.snapshot().calls);
    return !calls.some((call) => call.contactId === contactId && call.endReason === 'transferred');
  }

  return { viewsOf, isLive, isTheirs, isAbandoned };
}
