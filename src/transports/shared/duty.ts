import type { Clock } from '../../clock.js';
import { openConnection } from '../../connection/connect.js';
import type { ReconnectPolicy } from '../../connection/reconnect-policy.js';
import { toAiccError } from '../../connection/requests.js';
import type { Transport, LinkTrouble } from '../../connection/transport.js';
import { AiccError } from '../../errors.js';
import type { ConnectionEvent } from '../../protocol/events.js';
import type { Snapshot } from '../../protocol/entities.js';
import { pick } from '../../protocol/guards.js';
import type { CapabilityTable, Input, Operation, SnapshotReading } from '../../protocol/operations.js';
import { difference } from '../../protocol/reducer.js';
import type { OwnerSaying, OwnersSaying, SharedState, TabMessage } from './messages.js';

export interface DutyOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly reconnect: Partial<ReconnectPolicy> | undefined;
  /** To all tabs, this one included. @throws AiccError `bridge/uncloneable` */
  readonly tell: (message: OwnersSaying) => void;
  /** This tab runs, and may have slept. */
  readonly beat: () => void;
  /** The link is of no use any more: over for good, or slept through. */
  readonly onUseless: (error: AiccError) => void;
}

/** What the owner does for all tabs: holds the link, tells what it hears, performs what they ask. */
export interface Duty {
  /** What a tab, this one included, asks of the owner. */
  hear(message: TabMessage): void;
  /** This tab slept: nothing is sure until the link has answered. */
  doubt(renewed: Promise<unknown> | undefined): void;
  end(): void;
}

const proofMs = 5000;

export function createDuty({ transport, clock, reconnect = {}, ...options }: DutyOptions): Duty {
  /** What can still be given up, by tab and number. */
  const running = new Map<string, AbortController>();
  let capabilities: CapabilityTable = {};
  let deadlines: SharedState['deadlines'] = {};
  let seq = 0;
  let isOver = false;
  /** Why the link is not open, and when it is tried again. */
  let error: AiccError | undefined;
  let retry: Omit<LinkTrouble, 'error'> = {};
  /** While it is not sure whether this tab is the owner and its link lives. */
  let proof: Promise<unknown> | undefined;

  const { connection } = openConnection(
    {
      name: transport.name,
      async open(sink, opening) {
        const offer = (table: CapabilityTable): void => {
          capabilities = table;
          sink.capabilities(table);
          if (shown) tellAll();
        };
        const link = await transport.open({ ...sink, capabilities: offer }, opening);
        ({ capabilities, deadlines = {} } = link);
        return link;
      },
    },
    { clock, reconnect },
  );
  let told = connection.snapshot();
  /** What the tabs show, once the link was open: not what is heard while there is doubt. */
  let shown: Snapshot | undefined;

  const isNew = (): boolean => connection.status === 'connecting';

  const tell = (message: OwnersSaying): void => {
    if (!isOver) options.tell(message);
  };

  const reading = (): SnapshotReading => ({ snapshot: connection.snapshot(), seq });

  const whole = (): OwnerSaying => {
    const stale = !!proof || connection.status !== 'open';
    return {
      type: 'owner',
      ...(shown && { state: { capabilities, deadlines, stale, snapshot: shown, seq } }),
      error,
      retry,
    };
  };

  const tellAll = (): void => {
    told = connection.snapshot();
    if (!proof && !isNew()) shown = told;
    tell(whole());
  };

  const unsubscribe = connection.subscribe((event: ConnectionEvent) => {
    // Heard after a hang: another tab may be the owner, and have told it. Doubt ends with the whole state.
    options.beat();
    const now = connection.snapshot();
    if (event.type === 'connection.status') {
      ({ error } = event);
      retry = pick(event, ['attempt', 'nextTryAt']);
      if (event.status === 'closed') {
        if (error) options.onUseless(error);
        return;
      }
      tellAll();
      // An event does not carry the epoch.
    } else if (now.epoch !== told.epoch) tellAll();
    // What the state told already is not told again.
    else if (now !== told || event.type === 'agent.conflict') {
      if (proof) return;
      shown = now;
      tell({ type: 'event', seq: ++seq, event });
    }
  });

  const perform = async (operation: Operation, input: unknown, signal: AbortSignal): Promise<unknown> => {
    // Not for nothing: what comes without a doubt goes on in this turn.
    if (proof) await proof;
    if (operation === 'snapshot') return reading();
    // Each tab watches the deadlines of its own requests, and its aborts pass through.
    return connection.request(operation, input as Input<Operation>, { signal, timeoutMs: Infinity });
  };

  tellAll();
  return {
    hear(message) {
      const { type, id: to } = message;
      if (type === 'join') tell(message.term > 0 ? { type: 'owner' } : { ...whole(), to });
      if (type !== 'request' && type !== 'cancel') return;
      const { call } = message;
      const key = `${to} ${call}`;
      if (type === 'cancel') return running.get(key)?.abort();
      const abort = new AbortController();
      running.set(key, abort);
      const answer = (outcome: { readonly value: unknown } | { readonly error: AiccError }): void => {
        running.delete(key);
        tell({ type: 'answer', to, call, ...outcome });
      };
      const fail = (error: unknown): void => answer({ error: toAiccError(error) });
      // Twice: neither a value nor the context of an error need be cloneable.
      perform(message.operation, message.input, abort.signal)
        .then((value) => answer({ value }))
        .catch(fail)
        .catch(fail);
    },
    doubt(renewed) {
      if (proof || isNew()) return;
      const useless = (cause?: unknown): void => {
        options.onUseless(new AiccError('bridge/peer-gone', undefined, { cause }));
      };
      proof = Promise.all([connection.request('snapshot', {}, { timeoutMs: proofMs }), renewed]).then(
        ([{ snapshot }]) => {
          proof = undefined;
          const known = connection.snapshot();
          // The link lives; but did it hear everything?
          if (snapshot.epoch === known.epoch && difference(known, snapshot).length === 0) tellAll();
          else useless();
        },
        useless,
      );
      tellAll();
    },
    end() {
      isOver = true;
      unsubscribe();
      void connection.close();
    },
  };
}
