import type { Call, Contact } from '../protocol/entities.js';
import { isLive } from '../protocol/reducer.js';
import type { SoftphoneState } from '../softphone/softphone.js';

/** One conversation as the bar shows it: a call with the consult leg that was made on its behalf. */
export interface Line {
  readonly call: Call;
  readonly leg: Call | undefined;
  readonly contact: Contact | undefined;
}

/** How much of the agent's attention a call has: in what order lines compete for the place with the controls. */
const rank = { conference: 0, talking: 0, consulting: 0, dialing: 1, held: 2, ringing: 3, ended: 4 } as const;

const attention = (line: Line): number => Math.min(rank[line.call.state], line.leg ? rank[line.leg.state] : 9);

/** Those that ring, the one with the controls, and the others. */
export function readLines({ calls, contacts, focusedContactId }: SoftphoneState): {
  readonly ringing: readonly Line[];
  readonly current: Line | undefined;
  readonly others: readonly Line[];
} {
  const live = calls.filter(isLive);
  const lines = live
    // A colleague's question has a consultOf too, of a call that is not ours.
    .filter(({ consultOf }) => !live.some(({ id }) => id === consultOf))
    .map((call): Line => ({
      call,
      leg: live.find(({ consultOf }) => consultOf === call.id),
      contact: contacts.find(({ id }) => id === call.contactId),
    }));
  const ringing = lines.filter(({ call }) => call.state === 'ringing');
  const [current, ...others] = lines
    .filter((line) => !ringing.includes(line))
    .sort(
      (a, b) =>
        attention(a) - attention(b) ||
        Number(b.call.contactId === focusedContactId) - Number(a.call.contactId === focusedContactId),
    );
  return { ringing, current, others };
}

/** The number at the other end; a colleague's question comes from who calls. */
export function farNumber({ direction, callerNum, calledNum }: Call, workNo: string | undefined): string {
  return direction === 'in' || calledNum === workNo ? callerNum : calledNum;
}
