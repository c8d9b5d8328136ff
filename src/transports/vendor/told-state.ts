import type { Clock } from '../../clock.js';
import type { TransportSink } from '../../connection/transport.js';
import { isNumber, isString } from '../../protocol/guards.js';
import type { Agent, Call, Contact, Focus, MediaType, Snapshot } from '../../protocol/entities.js';
import type { CenterEvent } from '../../protocol/events.js';
import { emptySnapshot, reduce } from '../../protocol/reducer.js';
import { randomId } from '../../random-id.js';

/** What an event of a vendor says about one interaction; what it leaves out is kept from before. */
export interface Told {
  /** The vendor has one id for the contact and its call. */
  readonly id: string;
  /** What became of the call; absent where the event says only that the agent looks at the contact. */
  readonly state?: 'ringing' | 'dialing' | 'talking' | 'ended' | undefined;
  readonly endReason?: string | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly callerNum?: string | undefined;
  readonly calledNum?: string | undefined;
  readonly mediaType?: MediaType | undefined;
  readonly callData?: string | undefined;
}

/** The state of a system that gives no snapshot: what its events said, with an epoch of its own. */
export interface ToldState {
  readonly snapshot: Snapshot;
  /** Gives a connection what was told, and from now on what is told. */
  attach(sink: TransportSink): void;
  /** Ready again, the agent is through with the contacts whose call is over. */
  tellAgent(agent: Pick<Agent, 'workNo' | 'state'> & { readonly reason?: string | undefined }): void;
  /**
   * Emits in the order contact, focus, call.
   *
   * An answered call takes the focus, as does a contact that the agent looks at; a call that begins takes it only
   * where no other contact is left. A call that ends leaves its contact in focus for the wrap-up, unless others are
   * live: which of them the agent sees now is not told, and a guess could show one customer's result as another's.
   * At the latest the next call ends the contacts whose call is over.
   */
  tell(told: Told): void;
}

export function createToldState(clock: Clock, focus: Focus): ToldState {
  let state: Snapshot = { ...emptySnapshot, epoch: randomId(), focus };
  let seq = 0;
  let sink: TransportSink | undefined;

  const emit = (event: CenterEvent): void => {
    const plain = told(event);
    state = reduce(state, plain);
    sink?.event(plain, ++seq);
  };

  const lookAt = (contactId?: string): void => {
    if (state.focus.contactId !== contactId) emit({ type: 'focus.changed', focus: { contactId } as Focus });
  };

  const endContacts = (isOver: (contact: Contact) => boolean): void => {
    for (const contact of state.contacts.filter(isOver)) emit({ type: 'contact.ended', contact });
  };
  const endWrapUps = (): void => {
    endContacts(({ id }) => callOf(state, id)?.state === 'ended');
  };

  const endCall = (id: string, endReason?: string): void => {
    const call = callOf(state, id);
    // Without one, the contact is known only because the agent looked at it.
    if (!call) endContacts((contact) => contact.id === id);
    if (!isLive(call)) return;
    if (state.focus.contactId === id && state.calls.some((each) => each !== call && isLive(each))) lookAt();
    emit({ type: 'call.ended', call: { ...call, state: 'ended', endedAt: clock.now(), endReason } as Call });
  };

  return {
    get snapshot() {
      return state;
    },
    attach(next) {
      sink = next;
      sink.snapshot({ snapshot: state, seq });
    },
    tellAgent(agent) {
      emit({ type: 'agent.updated', agent: { ...agent, since: clock.now(), skillGroups: [] } as Agent });
      if (agent.state === 'ready') endWrapUps();
    },
    tell({ id, state: callState, endReason, direction, callerNum, calledNum, mediaType, callData }) {
      if (callState === 'ended') {
        endCall(id, endReason);
        return;
      }
      if (callState && !isLive(callOf(state, id))) endWrapUps();
      const startedAt = clock.now();
      const call = {
        ...{ id, contactId: id, direction: 'in', callerNum: '', calledNum: '', muted: false, startedAt },
        ...callOf(state, id),
        ...told({ direction, callerNum, calledNum }),
      } as Call;
      const number = call.direction === 'in' ? call.callerNum : call.calledNum;
      const contact = {
        // The medium is told of every call; not where a text queue has no sub-type configured (addHandler, mediaType).
        ...{ id, mediaType: 'web', callData: '', startedAt },
        ...state.contacts.find((each) => each.id === id),
        ...told({ mediaType, callData }),
        ...(number && { customerNumber: number }),
      } as Contact;
      emit({ type: 'contact.updated', contact });
      if (!callState || callState === 'talking' || state.contacts.length === 1) lookAt(id);
      if (!callState) return;
      const isAnswered = callState === 'talking' || call.state === 'talking';
      emit({
        type: 'call.updated',
        call: {
          ...call,
          parties: [{ kind: 'customer', number }],
          ...(isAnswered ? { state: 'talking', answeredAt: call.answeredAt ?? startedAt } : { state: callState }),
        },
      });
    },
  };
}

export const callOf = ({ calls }: Snapshot, id: string | undefined): Call | undefined =>
  calls.find((each) => each.id === id);

const isLive = (call: Call | undefined): call is Call => call !== undefined && call.state !== 'ended';

/** Plain data without the fields that were not told: they would hide what was known. */
const told = <T>(data: T): T => JSON.parse(JSON.stringify(data)) as T;

/** Non-empty text; what is documented as a string of digits may come as a number. */
export const asText = (value: unknown): string | undefined =>
  (isString(value) || isNumber(value)) && value !== '' ? `${value}` : undefined;
