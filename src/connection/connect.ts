import { systemClock, type Clock } from '../clock.js';
import { createEmitter, type Unsubscribe } from '../emitter.js';
import { AiccError } from '../errors.js';
import { silentLogger, type Logger } from '../log.js';
import type { Snapshot } from '../protocol/entities.js';
import type { CenterEvent, ConnectionEvent, ConnectionStatus } from '../protocol/events.js';
import type { SnapshotReading } from '../protocol/operations.js';
import { difference, emptySnapshot, reduce } from '../protocol/reducer.js';
import type { Connection } from './connection.js';
import { refuseSecrets } from '../refuse-secrets.js';
import { defaultReconnectPolicy, reconnectDelay, type ReconnectPolicy } from './reconnect-policy.js';
import { createRequests, toAiccError } from './requests.js';
import { createStream, type Stream } from './stream.js';
import type { Transport, TransportLink, TransportSink, LinkTrouble } from './transport.js';

export interface ConnectOptions {
  /** Gives up opening; has no effect once the connection is open. */
  readonly signal?: AbortSignal;
  /** The default deadline of a request, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** How to reconnect; `false` closes the connection when its link goes. */
  readonly reconnect?: Partial<ReconnectPolicy> | false;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Chance for the jitter, in [0, 1). @default Math.random */
  readonly random?: () => number;
}

/**
 * Opens a link to a contact centre.
 *
 * @returns a connection that is open.
 * @throws AiccError what the transport says of the first try; the connection is closed then, nothing goes on.
 * `config/secret-in-browser`
 * @example
 * const connection = await connect(frameTransport({ allowedOrigins: ['https://workbench.example.com'] }));
 */
export async function connect(transport: Transport, options: ConnectOptions = {}): Promise<Connection> {
  refuseSecrets(options);
  const { connection, opened } = openConnection(transport, options);
  const { signal } = options;
  const giveUp = (): void => void connection.close();
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await opened;
    return connection;
  } catch (error) {
    await connection.close();
    throw signal?.aborted ? new AiccError('net/aborted', 'Connecting was aborted', { cause: signal.reason }) : error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

export interface Opening {
  /** Usable at once: requests wait for the link, or reject with what keeps it from opening. */
  readonly connection: Connection;
  /** Settles with the first try. Need not be handled. */
  readonly opened: Promise<void>;
}

/** For who wants to know of the first try. */
export function openConnection(transport: Transport, options: ConnectOptions = {}): Opening {
  const connection = createConnection(transport, options);
  let off: Unsubscribe | undefined;
  const opened = new Promise<void>((resolve, reject) => {
    off = connection.subscribe((event) => {
      if (event.type !== 'connection.status') return;
      const { status, error } = event;
      // Not at once: another listener may close it in the same turn.
      if (status === 'open' || status === 'stale') queueMicrotask(resolve);
      else if (status !== 'reconnecting' && error) reject(error);
    });
  });
  const settled = (): void => off?.();
  opened.then(settled, settled);
  return { connection, opened };
}

/**
 * The connection core: gives every transport what section 3 of the design promises of a connection.
 *
 * @returns a connection that can be used at once, and goes on trying to open.
 */
export function createConnection(transport: Transport, options: ConnectOptions = {}): Connection {
  const { timeoutMs = 10_000, logger = silentLogger, clock = systemClock, random = Math.random } = options;
  /** How long a link must have lived to count as a good one, so that the next loss is the first in a row again. */
  const goodLinkMs = 10_000;
  const policy = options.reconnect !== false && { ...defaultReconnectPolicy, ...options.reconnect };
  const emitter = createEmitter<{ event: ConnectionEvent }>(logger);
  const requests = createRequests(clock, timeoutMs);
  const inTurn = createTurns();

  let status: ConnectionStatus = 'connecting';
  let state: Snapshot = emptySnapshot;
  let opening: AbortController;
  let stream: Stream;
  let link: TransportLink | undefined;
  let openedAt = 0;
  /** Why the state may be behind, where the link itself says that it is. */
  let farTrouble: LinkTrouble | undefined;
  let attempt = 0;
  let retryTimer: unknown;

  const emit = (event: ConnectionEvent): void => {
    emitter.emit('event', event);
  };

  const setStatus = (next: ConnectionStatus, details: LinkTrouble = {}): void => {
    status = next;
    logger.info(`Connection ${transport.name}: ${next}`, details);
    emit({ type: 'connection.status', status, ...details });
  };

  const refreshStatus = (hasNews = false): void => {
    const next = farTrouble || stream.behind ? 'stale' : 'open';
    if (!link || (status === next && !hasNews)) return;
    // A new link is told of after its first events, by whoever opened it.
    if (status === 'open' || status === 'stale') setStatus(next, farTrouble);
    else status = next;
  };

  /** For what the link of now says: not heard any more when that is gone. */
  const whileAlive = <Args extends unknown[]>(act: (...args: Args) => void): ((...args: Args) => void) => {
    const { signal } = opening;
    return (...args) => {
      inTurn(() => {
        if (!signal.aborted) act(...args);
      });
    };
  };

  // --- the link -----------------------------------------------------------------------------------------------

  const open = (): void => {
    const { signal } = (opening = new AbortController());
    stream = createStream({ event: applyEvent, snapshot: applySnapshot, gap: resync, whole: () => refreshStatus() });
    farTrouble = undefined;
    let first: SnapshotReading | undefined;

    const sink: TransportSink = {
      snapshot: whileAlive((reading) => {
        if (link) stream.snapshot(reading);
        else first = reading;
      }),
      event: whileAlive(stream.event),
      reached: whileAlive(stream.reached),
      stale: whileAlive((isStale, trouble) => {
        farTrouble = isStale ? (trouble ?? {}) : undefined;
        refreshStatus(!!trouble);
      }),
      capabilities: whileAlive((table) => {
        if (requests.offer(table) && link) setStatus(status, farTrouble);
      }),
      waiting: whileAlive((error, retry) => {
        requests.refuse(error);
        setStatus(status, { error, ...retry });
      }),
      lost: whileAlive(lose),
    };
    const begin = whileAlive((next: TransportLink) => {
      if (!first) return lose(new AiccError('bridge/protocol-violation', 'No snapshot'));
      link = next;
      openedAt = clock.now();
      // Before anybody hears of it: a listener of `open` may ask for something.
      const letGo = requests.use(next);
      // From here on listeners may do anything, closing included.
      stream.snapshot(first);
      if (link !== next) return;
      setStatus(status, farTrouble);
      letGo();
    });

    // Async, since a transport may throw before its first await.
    void (async () => transport.open(sink, { signal }))().then(
      (next) => {
        if (signal.aborted) void closeLink(next);
        else begin(next);
      },
      whileAlive((error: unknown) => {
        const typed = toAiccError(error);
        requests.refuse(typed);
        lose(typed);
      }),
    );
  };

  /** A link that fails to close is gone all the same. */
  const closeLink = async (last: TransportLink | undefined): Promise<void> => {
    try {
      await last?.close();
    } catch (error) {
      logger.warn(`Connection ${transport.name}: closing failed`, error);
    }
  };

  const unlink = (error: AiccError): Promise<void> => {
    const last = link;
    link = undefined;
    opening.abort(error);
    requests.cut(error);
    return closeLink(last);
  };

  const lose = (error: AiccError, { retryAfterMs }: { readonly retryAfterMs?: number } = {}): void => {
    // Not as soon as it opens: links that open and die at once would come back in a tight loop.
    if (link && clock.now() - openedAt >= goodLinkMs) attempt = 0;
    void unlink(error);
    attempt += 1;
    if (!policy || !error.retryable || attempt > policy.maxAttempts) return void end(error);
    // For the same reason "at once" holds for the first try only.
    const isHint = retryAfterMs !== undefined && (retryAfterMs > 0 || attempt === 1);
    const delay = isHint ? retryAfterMs : reconnectDelay(policy, attempt, random);
    setStatus(status === 'connecting' ? status : 'reconnecting', { error, attempt, nextTryAt: clock.now() + delay });
    // A listener may have closed the connection.
    if (isClosed()) return;
    if (delay > 0) retryTimer = clock.setTimeout(open, delay);
    else open();
  };

  /** The end for good, by the page or because trying again is of no use. */
  const end = async (error: AiccError): Promise<void> => {
    if (isClosed()) return;
    clock.clearTimeout(retryTimer);
    const closed = unlink(error);
    requests.refuse(error);
    setStatus('closed', { error });
    emitter.off();
    await closed;
  };

  const isClosed = (): boolean => status === 'closed';

  // --- events -------------------------------------------------------------------------------------------------

  const applyEvent = (event: CenterEvent): void => {
    state = reduce(state, event);
    emit(event);
  };

  const applySnapshot = (next: Snapshot): void => {
    const before = state;
    // The whole state first: a listener of the first event must not read the rest of the old one.
    state = next;
    refreshStatus();
    difference(before, next).forEach(emit);
  };

  const resync = (): void => {
    refreshStatus();
    // With a deadline also on a page that wants none: it would stay behind for good where the answer is lost.
    requests.request('snapshot', {}, { timeoutMs: Math.min(timeoutMs, goodLinkMs) }).then(
      whileAlive((reading) => {
        stream.snapshot(reading);
      }),
      whileAlive((cause: unknown) => {
        lose(new AiccError('bridge/peer-gone', 'No snapshot', { cause }));
      }),
    );
  };

  open();
  return {
    get status() {
      return status;
    },
    capabilities: { has: requests.has },
    snapshot: () => state,
    request: requests.request,
    subscribe: (listener, subscribeOptions) => emitter.on('event', listener, subscribeOptions),
    close: () => end(new AiccError('bridge/closed')),
  };
}

/** A transport may speak while a listener runs. It is heard afterwards, so that all listeners hear one order. */
function createTurns(): (act: () => void) => void {
  const turns: (() => void)[] = [];
  let isInTurn = false;
  return (act) => {
    turns.push(act);
    if (isInTurn) return;
    isInTurn = true;
    try {
      for (let next; (next = turns.shift());) next();
    } finally {
      isInTurn = false;
    }
  };
}
