import type { Clock } from '../clock.js';
import { AiccError, isAiccError } from '../errors.js';
import { own } from '../protocol/guards.js';
import type { CapabilityTable, Operation, Output } from '../protocol/operations.js';
import { isAlike } from '../protocol/reducer.js';
import type { RequestOptions } from './connection.js';
import { LazySignal, type AbortTeller, type FollowsAbortTeller } from './lazy-abort.js';
import type { OperationCall, TransportLink } from './transport.js';

/** The requests of a connection: what waits for a link, what is on its way, and what may go at all. */
export interface Requests {
  request<O extends Operation>(operation: O, input: unknown, options?: RequestOptions): Promise<Output<O>>;
  has(operation: Operation): boolean;
  /** What the link offers from now on. @returns whether that is news */
  offer(table: CapabilityTable): boolean;
  /** Goes through this link from now on. @returns what lets those go that waited */
  use(link: TransportLink): () => void;
  /** The link is gone: what was on its way is lost, new requests wait. */
  cut(error: AiccError): void;
  /** There is no link, and this is why: nobody waits, until there is one. */
  refuse(error: AiccError): void;
}

/** One request from its call to its end. */
class Call extends LazySignal implements OperationCall {
  readonly id: number;
  readonly operation: Operation;
  readonly input: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AiccError) => void;
  /** When it was asked, and when it is given up, in milliseconds since the epoch. */
  readonly since: number;
  deadline = Infinity;
  /** What the caller asked for, in milliseconds; else it is the link's or the connection's choice. */
  readonly timeoutMs: number | undefined;
  /** False while it waits for the link to open. */
  started = false;
  /** Wants to be told when the call is over. */
  onOver?: () => void;

  // Each by itself: Object.assign would be felt in every round trip.
  constructor(
    id: number,
    operation: Operation,
    input: unknown,
    resolve: (value: unknown) => void,
    reject: (error: AiccError) => void,
    since: number,
    timeoutMs: number | undefined,
  ) {
    super();
    this.id = id;
    this.operation = operation;
    this.input = input;
    this.resolve = resolve;
    this.reject = reject;
    this.since = since;
    this.timeoutMs = timeoutMs;
  }
}

export function createRequests(clock: Clock, defaultTimeoutMs: number): Requests {
  const calls = new Set<Call>();
  let link: TransportLink | undefined;
  let table: CapabilityTable = {};
  let failure: AiccError | undefined;
  let lastId = 0;
  let timer: unknown;
  let wakesAt = Infinity;

  /** @returns false where it is over already */
  const take = (call: Call): boolean => {
    const isThere = calls.delete(call);
    if (isThere) call.onOver?.();
    return isThere;
  };

  const reject = (call: Call, error: AiccError): void => {
    if (!take(call)) return;
    call.abort(error);
    call.reject(error);
  };

  const rejectAll = (error: AiccError, isStarted: boolean): void => {
    for (const call of calls) if (call.started === isStarted) reject(call, error);
    if (calls.size > 0) return;
    clock.clearTimeout(timer);
    wakesAt = Infinity;
  };

  const giveUp = (call: Call, code: 'net/timeout' | 'net/aborted', what: string, cause?: unknown): void => {
    const { id, operation, started } = call;
    reject(call, new AiccError(code, `${operation} ${what}`, { cause, context: { operation, requestId: id } }));
    if (started) link?.cancel?.(id);
  };

  // --- deadlines: one timer for all, for a timer per call would cost a tenth of a round trip -----------------------

  const limit = (call: Call, fallbackMs = defaultTimeoutMs): void => {
    call.deadline = call.since + (call.timeoutMs ?? fallbackMs);
    wake(call.deadline);
  };

  /** A call that settles leaves the timer armed; a sweep that finds nothing lets it rest. */
  const wake = (at: number): void => {
    if (at >= wakesAt) return;
    clock.clearTimeout(timer);
    wakesAt = at;
    timer = clock.setTimeout(sweep, at - clock.now());
  };

  const sweep = (): void => {
    wakesAt = Infinity;
    for (const call of calls) {
      if (call.deadline > clock.now()) wake(call.deadline);
      else giveUp(call, 'net/timeout', `had no answer within ${call.deadline - call.since} ms`);
    }
  };

  // ----------------------------------------------------------------------------------------------------------------

  const start = (call: Call): void => {
    const { operation } = call;
    const grant = own(table, operation);
    if (!link) return;
    if (grant !== true) {
      const code = `bridge/${grant ?? 'unsupported-operation'}` as const;
      reject(call, new AiccError(code, `${operation} is not offered`));
      return;
    }
    call.started = true;
    limit(call, link.deadlines?.[operation]);
    const failed = (error: unknown): void => {
      reject(call, toAiccError(error));
    };
    try {
      link.perform(call).then((value) => {
        if (take(call)) call.resolve(value);
      }, failed);
    } catch (error) {
      failed(error);
    }
  };

  /** The listener goes when the call is over: a page may keep one signal for all its life. */
  const followAbort = (call: Call, signal: AbortTeller): void => {
    const onAbort = (): void => {
      giveUp(call, 'net/aborted', 'was aborted', signal.reason);
    };
    call.onOver = () => {
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  };

  const request: Requests['request'] & FollowsAbortTeller = (operation, input, { signal, timeoutMs } = {}) =>
    new Promise((resolve, fail) => {
      const settle = resolve as (value: unknown) => void;
      const call = new Call(++lastId, operation, input, settle, fail, clock.now(), timeoutMs);
      calls.add(call);
      if (signal) followAbort(call, signal);
      if (!calls.has(call)) return;
      if (link) start(call);
      else if (failure) reject(call, failure);
      else limit(call);
    });
  request.followsAbortTeller = true;

  return {
    request,
    has: (operation) => link !== undefined && own(table, operation) === true,
    offer(next) {
      const isNews = !isAlike(table, next);
      table = next;
      return isNews;
    },
    use(next) {
      link = next;
      table = next.capabilities;
      failure = undefined;
      return () => {
        for (const call of calls) if (!call.started) start(call);
      };
    },
    cut(error) {
      link = undefined;
      rejectAll(error, true);
    },
    refuse(error) {
      failure = error;
      rejectAll(error, false);
    },
  };
}

export function toAiccError(error: unknown): AiccError {
  return isAiccError(error) ? error : new AiccError('bridge/handler-failed', undefined, { cause: error });
}
