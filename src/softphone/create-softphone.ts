import { systemClock } from '../clock.js';
import { openConnection, type ConnectOptions } from '../connection/connect.js';
import type { Connection } from '../connection/connection.js';
import type { Transport } from '../connection/transport.js';
import { createEmitter } from '../emitter.js';
import { AiccError, type AiccErrorCode } from '../errors.js';
import type { Snapshot } from '../protocol/entities.js';
import type { ConnectionEvent, ConnectionStatusEvent } from '../protocol/events.js';
import { emptySnapshot } from '../protocol/reducer.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { createAutomatics, type AutomaticOptions } from './automatics.js';
import { deriveSoftphoneEvents } from './derive-events.js';
import { createOperations } from './operations.js';
import { readState } from './read-state.js';
import type { Softphone, SoftphoneEvents } from './softphone.js';

/** What a softphone works over: a transport, which it opens and closes itself, or a connection of somebody else. */
export type SoftphoneSource =
  | { readonly transport: Transport; readonly connection?: undefined }
  | { readonly connection: Connection; readonly transport?: undefined };

export interface SoftphoneOptions extends AutomaticOptions, Omit<ConnectOptions, 'signal'> {
  /**
   * Whether this page is the one that rings, of several tabs of one agent: asked whenever something happens. Another
   * page has no `ringing` event, ring tone or notification, and does nothing by itself. Nor does one whose agent is
   * signed in elsewhere.
   *
   * @default always
   */
  readonly rings?: () => boolean;
}

/**
 * Makes a softphone over a transport or a connection.
 *
 * Over a transport it connects at once and goes on trying. What is asked for before the link is open for the first
 * time waits for it.
 *
 * @throws AiccError `config/invalid-option`, `config/secret-in-browser`
 * @example
 * const softphone = createSoftphone({ transport: httpTransport({ baseUrl: '/aicc', getToken }) }, { wrapUpSeconds: 30 });
 * softphone.on('ringing', ({ call, contact }) => showCustomer(call.callerNum, contact?.callData));
 * await softphone.signIn();
 */
export function createSoftphone(source: SoftphoneSource, options: SoftphoneOptions = {}): Softphone {
  refuseSecrets(options);
  const { clock = systemClock, wrapUpSeconds } = options;
  const automate = createAutomatics(options, clock);
  const { transport } = source;
  const connection = transport ? openConnection(transport, options).connection : source.connection;
  const emitter = createEmitter<SoftphoneEvents & { disposed: undefined }>(options.logger);
  let link: Partial<ConnectionStatusEvent> = {};
  let state = readState(connection, link, wrapUpSeconds);
  let told = emptySnapshot;
  let hasConflict = false;
  let isDisposed = false;

  /** Where the agent signed in elsewhere, that seat rings. */
  const rings = (): boolean => options.rings?.() !== false && !connection.snapshot().agent?.elsewhere;

  const operations = createOperations({
    connection,
    read() {
      if (isDisposed) throw new AiccError('bridge/closed');
      return readState(connection, link, wrapUpSeconds);
    },
    failed: (event) => emitter.emit('failed', event),
  });

  const update = (event?: ConnectionEvent): void => {
    const before = told;
    const now = (told = connection.snapshot());
    const isOfLink = event?.type === 'connection.status';
    if (isOfLink) link = event;
    if (isOfLink || (['agent', 'calls', 'contacts', 'focus'] as const).some((part) => before[part] !== now[part])) {
      state = readState(connection, link, wrapUpSeconds);
      emitter.emit('change', state);
    }
    tellConflict(event, before, now);
    for (const { name, event: happened } of deriveSoftphoneEvents(before, now, event)) {
      if (name !== 'ringing' || rings()) emitter.emit(name, happened);
    }
    // A listener may have disposed of it.
    if (!isDisposed) automate(rings() ? state : undefined, operations);
  };

  /** By its event, and by what the state says where that was lost. */
  const tellConflict = (event: ConnectionEvent | undefined, before: Snapshot, { agent }: Snapshot): void => {
    const isTold = event?.type === 'agent.conflict';
    const isElsewhere = agent?.elsewhere === true;
    const isNew = !hasConflict && (isTold || (isElsewhere && before.epoch !== ''));
    if (isTold || before.agent !== agent) hasConflict = isTold || isElsewhere;
    if (isNew) emitter.emit('conflict', { workNo: isTold ? event.workNo : (agent?.workNo ?? '') });
  };

  const unsubscribe = connection.subscribe(update);
  // What is there already is told to listeners that are added in this task.
  void Promise.resolve().then(() => {
    if (!isDisposed) update();
  });

  return {
    ...operations,
    connection,
    state: () => state,
    rings,
    on: emitter.on,
    once: (name, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const over = new AbortController();
        const fail = (code: AiccErrorCode): void => {
          over.abort();
          reject(new AiccError(code, undefined, { cause: signal?.reason }));
        };
        const onAbort = (): void => fail('net/aborted');
        const onDisposed = (): void => fail('bridge/closed');
        emitter.on('disposed', onDisposed, over);
        emitter.on(
          name,
          (event) => {
            over.abort();
            resolve(event);
          },
          over,
        );
        signal?.addEventListener('abort', onAbort, over);
        if (isDisposed) onDisposed();
        else if (signal?.aborted) onAbort();
      }),
    async dispose() {
      if (!isDisposed) emitter.emit('disposed', undefined);
      isDisposed = true;
      unsubscribe();
      emitter.off();
      automate(undefined, operations);
      if (transport) await connection.close();
    },
  };
}
