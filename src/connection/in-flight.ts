import type { Clock } from '../clock.js';
import { type AiccError } from '../errors.js';
import type { Operation } from '../protocol/operations.js';
import { LazyAbort } from './lazy-abort.js';
import type { OperationCall } from './transport.js';

/** One request from its call to its end. */
export class InFlightCall extends LazyAbort implements OperationCall {
  readonly id: number;
  readonly operation: Operation;
  readonly input: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AiccError) => void;
  /** When it was asked, and when it is given up, in milliseconds since the epoch. */
  readonly since: number;
  deadline = Infinity;
  /** What the caller asked for, in milliseconds; else the link's or the connection's choice. */
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

export interface InFlightCalls {
  add(call: InFlightCall): void;
  has(call: InFlightCall): boolean;
  /** Starts, or starts anew, to watch the deadline of a call. */
  limit(call: InFlightCall, timeoutMs: number): void;
  resolve(call: InFlightCall, value: unknown): void;
  reject(call: InFlightCall, error: AiccError): void;
  /** Rejects those that have or have not started; all when not said. */
  rejectAll(error: AiccError, started?: boolean): void;
  waiting(): InFlightCall[];
}

/**
 * The calls in flight, with one timer for all deadlines: a timer per call would cost a tenth of a round trip.
 * A call that settles leaves the timer armed; a sweep that finds nothing lets it rest.
 */
export function createInFlightCalls(clock: Clock, onDeadline: (call: InFlightCall) => void): InFlightCalls {
  const calls = new Set<InFlightCall>();
  let timer: unknown;
  let wakesAt = Infinity;

  const wake = (at: number): void => {
    if (at >= wakesAt) return;
    clock.clearTimeout(timer);
    wakesAt = at;
    // A longer time would overflow the system's timer and fire at once.
    timer = clock.setTimeout(sweep, Math.min(Math.max(0, at - clock.now()), 2 ** 31 - 1));
  };

  const sweep = (): void => {
    wakesAt = Infinity;
    for (const call of [...calls]) if (call.deadline <= clock.now()) onDeadline(call);
    wake(Math.min(...[...calls].map((call) => call.deadline)));
  };

  const take = (call: InFlightCall): boolean => {
    const isThere = calls.delete(call);
    if (isThere) call.onOver?.();
    return isThere;
  };

  const reject = (call: InFlightCall, error: AiccError): void => {
    if (!take(call)) return;
    call.abort(error);
    call.reject(error);
  };

  return {
    add(call) {
      calls.add(call);
    },
    has: (call) => calls.has(call),
    limit(call, timeoutMs) {
      call.deadline = call.since + timeoutMs;
      wake(call.deadline);
    },
    resolve(call, value) {
      if (take(call)) call.resolve(value);
    },
    reject,
    rejectAll(error, started) {
      for (const call of [...calls]) if (started === undefined || started === call.started) reject(call, error);
      if (calls.size > 0) return;
      clock.clearTimeout(timer);
      wakesAt = Infinity;
    },
    waiting: () => [...calls].filter((call) => !call.started),
  };
}
