import type { ReconnectPolicy } from '../../connection/reconnect-policy.js';
import type { OperationCall, Transport, TransportLink, TransportSink } from '../../connection/transport.js';
import { createEmitter, type SubscribeOptions, type Unsubscribe } from '../../emitter.js';
import { AiccError } from '../../errors.js';
import type { SnapshotReading } from '../../protocol/operations.js';
import { createDuty, type Duty } from './duty.js';
import { createElection, type Election } from './election.js';
import type { OwnersSaying, TabMessage, TabsSaying } from './messages.js';
import type { Tab } from './tab.js';

export interface SharedTransport extends Transport {
  /**
   * Whether this tab holds the link for all. What one tab alone should do, such as a ring tone or a desktop
   * notification, goes by this and the state: whoever becomes the owner while a call rings goes on ringing, although
   * there is no second event of it.
   */
  readonly isOwner: boolean;
  /** Calls at every change of `isOwner`. The same function counts once. */
  onOwner(listener: (isOwner: boolean) => void, options?: SubscribeOptions): Unsubscribe;
}

export interface ShareOptions {
  readonly name: string;
  readonly reconnect?: Partial<ReconnectPolicy>;
}

/** The connection of this tab. */
interface Seat {
  readonly sink: TransportSink;
  /** The first time it opens the connection. */
  readonly resolve: (link: TransportLink) => void;
}

/** What this tab asks of the owner. */
interface Asked {
  readonly call: OperationCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AiccError) => void;
  /** Otherwise it waits for an owner that is of use. */
  isSent: boolean;
}

/** The part of one tab: it owns the link, or follows the tab that does. */
export function shareTransport(transport: Transport, { name, reconnect }: ShareOptions, tab: Tab): SharedTransport {
  const { clock } = tab;
  const base = `aicc-support/1/${name}`;
  const emitter = createEmitter<{ owner: boolean }>();
  const asked = new Map<number, Asked>();
  let seat: Seat | undefined;
  let election: Election | undefined;
  let duty: Duty | undefined;
  let isServed = false;
  /** What the owner's numbers are above ours, which go on from owner to owner; and how far ours are. */
  let offset = 0;
  let reached = 0;

  const numberOf = (seq: number): number => {
    reached = Math.max(reached, seq - offset);
    return seq - offset;
  };

  const ours = ({ snapshot, seq }: SnapshotReading): SnapshotReading => ({ snapshot, seq: numberOf(seq) });

  /** Where the state came from is no more: what was asked there is lost, and what it told may be old. */
  const over = (): void => {
    const last = duty;
    duty = undefined;
    isServed = false;
    last?.end();
    for (const [id, { isSent, reject }] of asked) {
      if (!isSent) continue;
      asked.delete(id);
      reject(new AiccError('bridge/peer-gone'));
    }
    if (last) emitter.emit('owner', false);
    seat?.sink.stale(true);
  };

  const ask = (message: TabsSaying): void => {
    if (!election) return;
    if (duty) duty.hear({ term: election.term(), id: election.id(), ...message });
    else election.say(message);
  };

  const send = (): void => {
    for (const [id, each] of asked) {
      if (!isServed || each.isSent) continue;
      each.isSent = true;
      const { operation, input } = each.call;
      try {
        ask({ type: 'request', call: id, operation, input });
      } catch (error) {
        asked.delete(id);
        each.reject(error as AiccError);
      }
    }
  };

  const hear = (message: OwnersSaying | TabMessage): void => {
    if ('to' in message && message.to !== election?.id()) return;
    if (message.type === 'event') seat?.sink.event(message.event, numberOf(message.seq));
    else if (message.type === 'answer') {
      const { call, value, error } = message;
      const each = asked.get(call);
      asked.delete(call);
      if (error) each?.reject(error);
      else each?.resolve(each.call.operation === 'snapshot' ? ours(value as SnapshotReading) : value);
    } else if (message.type === 'owner') {
      const { state, error, retry } = message;
      if (state && seat) {
        const { sink, resolve } = seat;
        if (!isServed) offset = state.seq - reached - 1;
        sink.snapshot(ours(state));
        sink.stale(state.stale, error && { error, ...retry });
        sink.capabilities(state.capabilities);
        // Its capabilities and deadlines are the link's.
        resolve({ ...state, ...link });
        isServed = true;
        send();
      } else if (error) seat?.sink.waiting(error, retry);
    } else if ('id' in message) duty?.hear(message);
  };

  const link: Omit<TransportLink, 'capabilities'> = {
    perform: (call) =>
      new Promise((resolve, reject) => {
        asked.set(call.id, { call, resolve, reject, isSent: false });
        // This tab may have slept.
        election?.beat();
        send();
      }),
    cancel(call) {
      asked.delete(call);
      ask({ type: 'cancel', call });
    },
    close: () => undefined,
  };

  const stand = (): Election =>
    createElection({
      clock,
      channel: tab.channel(base),
      mandate: (standing, events) => tab.mandate(base, standing, events),
      onElected() {
        over();
        // Who was told of it may have closed the connection.
        if (!election) return;
        const { id, say, beat } = election;
        duty = createDuty({
          transport,
          clock,
          reconnect,
          beat,
          tell(message) {
            if (!('to' in message) || message.to !== id()) say(message);
            hear(message);
          },
          onUseless(error) {
            if (error.retryable) election?.resign();
            else seat?.sink.lost(error);
          },
        });
        emitter.emit('owner', true);
      },
      onOver: over,
      onMessage: hear,
      onSlept(renewed) {
        if (duty) duty.doubt(renewed);
        else seat?.sink.stale(true);
      },
    });

  const withdraw = (): void => {
    election?.stop();
    election = undefined;
    over();
  };

  const live = (isAwake: boolean): void => {
    if (!isAwake) withdraw();
    else election ??= stand();
  };

  return {
    name: `shared ${transport.name}`,
    get isOwner() {
      return duty !== undefined;
    },
    onOwner: (listener, options) => emitter.on('owner', listener, options),
    diagnostics: () => ({ ...transport.diagnostics?.(), isOwner: duty !== undefined, term: election?.term() }),
    open: (sink, { signal }) =>
      new Promise((resolve, reject) => {
        if (seat) throw new AiccError('config/invalid-option', 'A shared transport serves one connection');
        election = stand();
        seat = { sink, resolve };
        const stopWatching = tab.onLife(live);
        signal.addEventListener('abort', () => {
          seat = undefined;
          stopWatching();
          withdraw();
          asked.clear();
          reject(signal.reason as AiccError);
        });
      }),
  };
}
