import type { Clock } from '../clock.js';
import { AiccError, isAiccError } from '../errors.js';
import { own } from '../protocol/guards.js';
import type { CapabilityTable, Operation, Output } from '../protocol/operations.js';
import type { RequestOptions } from './connection.js';
import { createInFlightCalls, InFlightCall } from './in-flight.js';
import { knowsLazyAbort, LazyAbort } from './lazy-abort.js';
import type { TransportLink } from './transport.js';

/** The requests of a connection: what waits for a link, what is on its way, and what may go at all. */
export interface Requests {
  request<O extends Operation>(operation: O, input: unknown, options?: RequestOptions): Promise<Output<O>>;
  has(operation: Operation): boolean;
  /** What the link offers from now on. */
  offer(table: CapabilityTable): void;
  /** Goes through this link from now on. @returns what lets those go that waited */
  use(link: TransportLink): () => void;
  /** The link is gone: what was on its way is lost, new requests wait. */
  cut(error: AiccError): void;
  /** There is no link, and this is why: nobody waits, until there is one. */
  refuse(error: AiccError): void;
}

export function createRequests(clock: Clock, defaultTimeoutMs: number): Requests {
  let link: TransportLink | undefined;
  let table: CapabilityTable = {};
  let failure: AiccError | undefined;
  let lastId = 0;

  const giveUp = (call: InFlightCall, code: 'net/timeout' | 'net/aborted', what: string, cause?: unknown): void => {
    const { id, operation, started } = call;
    const context = { operation, requestId: id };
    inFlight.reject(call, new AiccError(code, `${operation} ${what}`, { cause, context }));
    if (started) link?.cancel?.(id);
  };

  const inFlight = createInFlightCalls(clock, (call) => {
    giveUp(call, 'net/timeout', `had no answer within ${call.deadline - call.since} ms`);
  });

  const start = (call: InFlightCall): void => {
    const { operation } = call;
    const grant = own(table, operation);
    if (!link) return;
    if (grant !== true) {
      const code = `bridge/${grant ?? 'unsupported-operation'}` as const;
      inFlight.reject(call, new AiccError(code, `This connection does not offer ${operation}`));
      return;
    }
    call.started = true;
    inFlight.limit(call, call.timeoutMs ?? link.deadlines?.[operation] ?? defaultTimeoutMs);
    const failed = (error: unknown): void => {
      inFlight.reject(call, toAiccError(error));
    };
    try {
      link.perform(call).then((value) => {
        inFlight.resolve(call, value);
      }, failed);
    } catch (error) {
      failed(error);
    }
  };

  return {
    request: knowsLazyAbort(
      <O extends Operation>(operation: O, input: unknown, options?: RequestOptions) =>
        new Promise<Output<O>>((resolve, reject) => {
          const timeoutMs = options?.timeoutMs;
          const settle = resolve as (value: unknown) => void;
          const call = new InFlightCall(++lastId, operation, input, settle, reject, clock.now(), timeoutMs);
          inFlight.add(call);
          if (options) {
            followAbort(call, options, (reason) => {
              giveUp(call, 'net/aborted', 'was aborted', reason);
            });
          }
          if (!inFlight.has(call)) return;
          if (link) start(call);
          else if (failure) inFlight.reject(call, failure);
          else inFlight.limit(call, timeoutMs ?? defaultTimeoutMs);
        }),
    ),
    has: (operation) => link !== undefined && own(table, operation) === true,
    offer(next) {
      table = next;
    },
    use(next) {
      link = next;
      table = next.capabilities;
      failure = undefined;
      return () => {
        inFlight.waiting().forEach(start);
      };
    },
    cut(error) {
      link = undefined;
      inFlight.rejectAll(error, true);
    },
    refuse(error) {
      failure = error;
      inFlight.rejectAll(error, false);
    },
  };
}

/** The listener goes when the call is over: a page may keep one signal for all its life. */
function followAbort(call: InFlightCall, options: RequestOptions, abort: (reason: unknown) => void): void {
  if (options instanceof LazyAbort) {
    options.onAbort(abort);
    return;
  }
  const { signal } = options;
  if (!signal) return;
  const onAbort = (): void => {
    abort(signal.reason);
  };
  call.onOver = () => {
    signal.removeEventListener('abort', onAbort);
  };
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
}

export function toAiccError(error: unknown): AiccError {
  return isAiccError(error)
    ? error
    : new AiccError('bridge/handler-failed', 'The transport failed in an unexpected way', { cause: error });
}
