import type { Clock } from '../../clock.js';
import { openConnection } from '../../connection/connect.js';
import { abortOptions } from '../../connection/lazy-abort.js';
import type { ReconnectPolicy } from '../../connection/reconnect-policy.js';
import type { Transport, TransportLink } from '../../connection/transport.js';
import type { Unsubscribe } from '../../emitter.js';
import { AiccError } from '../../errors.js';
import type { ConnectionEvent } from '../../protocol/events.js';
import type { CapabilityTable, Input, Operation, SnapshotReading } from '../../protocol/operations.js';
import { difference } from '../../protocol/reducer.js';
import type { Channel } from '../../wire/channel.js';
import type { HostMessage, HostState } from '../../wire/messages.js';
import { createServingChannel, type ServedCall } from '../../wire/serving.js';

export type Tell = (message: HostMessage) => void;

/** All that a tab needs to be open. */
export interface SharedState extends HostState {
  readonly type: 'state';
  readonly deadlines: NonNullable<TransportLink['deadlines']>;
}

export interface DutyOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly reconnect: Partial<ReconnectPolicy> | undefined;
  /** Before an operation is performed: this tab may have slept. */
  readonly beat: () => void;
  /** Why the link is not open. It is tried again. */
  readonly onTrouble: (error: AiccError) => void;
  /** The link is of no use any more: over for good, or slept through. */
  readonly onUseless: (error: AiccError) => void;
}

/** What the owner does for all tabs: holds the link, tells what it hears, performs what they ask. */
export interface Duty {
  /** Tells the state, and everything from then on. */
  tell(listener: Tell): Unsubscribe;
  /** Serves another tab; one that is served already is told the state again. */
  admit(id: string, open: () => BroadcastChannel): void;
  serve(call: ServedCall): unknown;
  /** This tab slept: nothing is sure until the link has answered. */
  doubt(renewed: Promise<unknown> | undefined): void;
  end(): void;
}

const guestHeartbeatMs = 5000;
const proofMs = 5000;

export function createDuty({ transport, clock, reconnect = {}, ...options }: DutyOptions): Duty {
  const listeners = new Set<Tell>();
  const guests = new Map<string, Channel>();
  let capabilities: CapabilityTable = {};
  let deadlines: SharedState['deadlines'] = {};
  let seq = 0;
  let isReady = false;
  /** While it is not sure whether this tab is the owner and its link lives. */
  let proof: Promise<void> | undefined;

  const { connection } = openConnection(
    {
      name: transport.name,
      async open(sink, opening) {
        const offer = (table: CapabilityTable): void => {
          capabilities = table;
          sink.capabilities(table);
          tellState();
        };
        const link = await transport.open({ ...sink, capabilities: offer }, opening);
        ({ capabilities, deadlines = {} } = link);
        return link;
      },
    },
    // Each tab watches the deadlines of its own requests, and its aborts pass through.
    { clock, reconnect, timeoutMs: Infinity },
  );
  let sent = connection.snapshot();

  const reading = (): SnapshotReading => ({ snapshot: connection.snapshot(), seq });

  const state = (): SharedState => {
    const stale = !!proof || connection.status !== 'open';
    return { type: 'state', capabilities, deadlines, stale, ...reading() };
  };

  const tellAll = (message: HostMessage): void => {
    for (const tell of listeners) tell(message);
  };

  const tellState = (): void => {
    sent = connection.snapshot();
    if (isReady) tellAll(state());
  };

  const unsubscribe = connection.subscribe((event: ConnectionEvent) => {
    const now = connection.snapshot();
    if (event.type === 'connection.status') {
      const { status, error } = event;
      isReady ||= status === 'open' || status === 'stale';
      if (error) (status === 'closed' ? options.onUseless : options.onTrouble)(error);
      tellState();
      // An event does not carry the epoch.
    } else if (now.epoch !== sent.epoch) tellState();
    // What the state told already is not told again.
    else if (now !== sent || event.type === 'agent.conflict') tellAll({ type: 'event', seq: ++seq, event });
  });

  const perform = (call: ServedCall): unknown => {
    const { operation, input } = call;
    if (operation === 'snapshot') return reading();
    return connection.request(operation, input as Input<Operation>, abortOptions(connection.request, call));
  };

  const serve = (call: ServedCall): unknown => {
    options.beat();
    return proof ? proof.then(() => perform(call)) : perform(call);
  };

  const tell = (listener: Tell): Unsubscribe => {
    listeners.add(listener);
    if (isReady) listener(state());
    return () => listeners.delete(listener);
  };

  return {
    tell,
    serve,
    admit(id, open) {
      const known = guests.get(id);
      if (known) {
        if (isReady) known.send(state());
        return;
      }
      const port = open();
      // Its pings are signs that this tab runs.
      port.addEventListener('message', options.beat);
      const channel = createServingChannel({
        // What the wire uses of a port, a channel has too.
        port: port as unknown as MessagePort,
        clock,
        heartbeatMs: guestHeartbeatMs,
        serve,
        onGone() {
          guests.delete(id);
          leave();
        },
      });
      guests.set(id, channel);
      const leave = tell(channel.send);
    },
    doubt(renewed) {
      if (proof || !isReady) return;
      const useless = (cause?: unknown): void => {
        options.onUseless(new AiccError('bridge/peer-gone', undefined, { cause }));
      };
      proof = Promise.all([connection.request('snapshot', {}, { timeoutMs: proofMs }), renewed]).then(
        ([{ snapshot }]) => {
          proof = undefined;
          const known = connection.snapshot();
          // The link lives; but did it hear everything?
          if (snapshot.epoch === known.epoch && difference(known, snapshot).length === 0) tellState();
          else useless();
        },
        useless,
      );
      tellState();
    },
    end() {
      for (const channel of guests.values()) channel.close();
      listeners.clear();
      unsubscribe();
      void connection.close();
    },
  };
}
