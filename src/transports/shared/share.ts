import type { ReconnectPolicy } from '../../connection/reconnect-policy.js';
import type { Transport } from '../../connection/transport.js';
import { createEmitter, type SubscribeOptions, type Unsubscribe } from '../../emitter.js';
import { AiccError, isAiccError } from '../../errors.js';
import { createAskingChannel } from '../../wire/asking.js';
import { createDuty, type Duty } from './duty.js';
import { createElection, type Election } from './election.js';
import { hearFor, type Seat } from './seat.js';
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

interface Session {
  readonly term: number;
  readonly close: () => void;
}

export interface ShareOptions {
  readonly name: string;
  readonly reconnect?: Partial<ReconnectPolicy>;
}

/** How long a tab goes on for the others while its own connection waits to be opened again, in milliseconds. */
const graceMs = 60_000;

const gone = (): AiccError => new AiccError('bridge/peer-gone');

/** The part of one tab: it owns the link, or follows the tab that does. */
export function shareTransport(transport: Transport, { name, reconnect }: ShareOptions, tab: Tab): SharedTransport {
  const { clock } = tab;
  const base = `aicc-support/1/${name}`;
  const emitter = createEmitter<{ owner: boolean }>();
  let isAsleep = false;
  let seat: Seat | undefined;
  let election: Election | undefined;
  let duty: Duty | undefined;
  let session: Session | undefined;
  let leaveDuty: Unsubscribe | undefined;
  let stopWatching: Unsubscribe | undefined;
  let grace: unknown;

  /** Gives the connection of this tab what there is: our own link, else the owner's. */
  const enter = (): void => {
    if (!seat || isAsleep) return;
    if (!election) election = stand();
    else if (duty) leaveDuty = duty.tell(hearFor(seat, { perform: async (call) => duty?.serve(call) }));
    else election.vacate();
  };

  const leaveSource = (): void => {
    leaveDuty?.();
    session?.close();
    session = undefined;
  };

  /** Where the state came from is no more: what was asked there is lost. */
  const drop = (error: AiccError): void => {
    leaveSource();
    // The connection opens anew.
    if (seat?.isOpen) seat.sink.lost(error, { retryAfterMs: 0 });
    else enter();
  };

  const depose = (): void => {
    const last = duty;
    duty = undefined;
    last?.end();
    if (last) emitter.emit('owner', false);
  };

  const withdraw = (): void => {
    election?.stop();
    election = undefined;
    depose();
    leaveSource();
  };

  const follow = (to: Seat, term: number, id: string): Session => {
    const channel = createAskingChannel({
      // What the wire uses of a port, a channel has too.
      port: tab.channel(`${base}/${term}/${id}`) as unknown as MessagePort,
      clock,
      heartbeatMs: 1000,
      // A tab of our own origin: what it hands on was checked where it came in.
      read: (_operation, value) => value,
      onMessage: (message) => {
        hear(message);
      },
      onGone: drop,
    });
    const hear = hearFor(to, {
      perform: channel.perform,
      cancel: channel.cancel,
    });
    return { term, close: channel.close };
  };

  const stand = (): Election =>
    createElection({
      clock,
      channel: tab.channel(base),
      mandate: (standing, events) => tab.mandate(base, standing, events),
      onElected() {
        duty = createDuty({
          transport,
          clock,
          reconnect,
          beat: () => election?.beat(),
          onTrouble(error) {
            seat?.sink.waiting(error);
            election?.announce(error);
          },
          onUseless(error) {
            if (error.retryable) election?.resign();
            else if (seat?.isOpen) seat.sink.lost(error);
            else seat?.reject(error);
          },
        });
        drop(gone());
        emitter.emit('owner', true);
      },
      onDeposed() {
        depose();
        drop(gone());
      },
      onOwner(term, id, error) {
        if (session && session.term !== term) {
          drop(gone());
          return;
        }
        if (seat && !session) {
          session = follow(seat, term, id);
          election?.ask();
        }
        if (error) seat?.sink.waiting(error);
      },
      onJoin(id) {
        duty?.admit(id, () => tab.channel(`${base}/${election?.term()}/${id}`));
      },
      onSlept() {
        if (duty) duty.doubt(election?.renew());
        else if (session) {
          seat?.sink.stale(true);
          election?.ask();
        }
      },
    });

  const leave = (): void => {
    withdraw();
    stopWatching?.();
    stopWatching = undefined;
  };

  const live = (isAwake: boolean): void => {
    if (isAwake !== isAsleep) return;
    isAsleep = !isAwake;
    if (isAwake) enter();
    else {
      withdraw();
      drop(gone());
    }
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
        clock.clearTimeout(grace);
        const mine: Seat = { sink, resolve, reject, isOpen: false };
        seat = mine;
        stopWatching ??= tab.onLife(live);
        signal.addEventListener('abort', () => {
          seat = undefined;
          leaveSource();
          reject(signal.reason as AiccError);
          const { reason } = signal as { readonly reason: unknown };
          // A connection that lost its link opens anew, be it after a while; one that was closed does not.
          if (isAiccError(reason) && reason.retryable) grace = clock.setTimeout(leave, graceMs);
          else leave();
        });
        enter();
      }),
  };
}
