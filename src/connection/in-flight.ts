import type { Clock } from '../clock.js';
import { type AiccError } from '../errors.js';
import type { Operation } from '../protocol/operations.js';
import type { OperationCall } from './transport.js';

/** One request from its call to its end. */
export class InFlightCall implements OperationCall {
  declare readonly id: number;
  declare readonly operation: Operation;
  declare readonly input: unknown;
  declare readonly resolve: (value: unknown) => void;
  declare readonly reject: (error: AiccError) => void;
  /** Wants to be told when the call is over. */
  declare readonly onOver: () => void;
  /** What the caller asked for, in milliseconds; else the link's or the connection's choice. */
  declare readonly timeoutMs: number | undefined;
  /** When it was asked, and when it is given up, in milliseconds since the epoch. */
  declare readonly since: number;
  deadline = Infinity;
  /** False while it waits for the link to open. */
  started = false;
  controller?: AbortController;

  constructor(fields: Omit<InFlightCall, 'deadline' | 'started' | 'controller' | 'signal'>) {
    Object.assign(this, fields);
  }

  get signal(): AbortSignal {
    return (this.controller ??= new AbortController()).signal;
  }
}

export interface InFlightCalls {
  add(call: InFlightCall): void;
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
    if (isThere) call.onOver();
    return isThere;
  };

  const reject = (call: InFlightCall, error: AiccError): void => {
    if (!take(call)) return;
    // Made if need be: who reads the signal only now must not begin what was given up.
    (call.controller ??= new AbortController()).abort(error);
    call.reject(error);
  };

  return {
    add(call) {
      calls.add(call);
    },
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
