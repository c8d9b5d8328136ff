import type { AiccError } from '../errors.js';
import type { Snapshot } from '../protocol/entities.js';
import type { CenterEvent, ConnectionStatusEvent } from '../protocol/events.js';
import type { CapabilityTable, Operation } from '../protocol/operations.js';

/**
 * What a transport author writes: how to open a link, how to perform an operation, and which events come.
 * Deadlines, aborts, the capability guard, sequence and gaps, the reducer, reconnecting and the rejection of what
 * is in flight are the connection's.
 */
export interface Transport {
  /** For diagnosis: `frame`, `http`, `simulated`… */
  readonly name: string;
  /**
   * Makes the link. It must have called `sink.snapshot` before it resolves, and its capabilities must grant
   * `snapshot`: that is how a gap in the events is mended. A rejection whose error is `retryable` is tried again;
   * another one closes the connection. Where the far side says when to come back, call `sink.waiting` and then
   * `sink.lost` with `retryAfterMs` instead of rejecting.
   *
   * @param options.signal Aborts when the connection is closed: stop, and free what was taken.
   */
  open(sink: TransportSink, options: { readonly signal: AbortSignal }): Promise<TransportLink>;
  /** Counts and facts for a support ticket, without secrets. */
  diagnostics?(): Readonly<Record<string, unknown>>;
}

/** Why a link is not of use, and when it is tried again: as the status of the connection says it. */
export type LinkTrouble = Omit<ConnectionStatusEvent, 'type' | 'status'>;

/** Where a transport tells what it hears. Dead after `lost`, and after the connection was closed. */
export interface TransportSink {
  /** The whole state; the next event has the number `seq + 1`. */
  snapshot(state: { readonly snapshot: Snapshot; readonly seq: number }): void;
  /** A number seen before is a duplicate and dropped; a jump makes the connection ask for a snapshot. */
  event(event: CenterEvent, seq: number): void;
  /** The source says how far it is, so that the loss of the last event shows too. */
  reached(seq: number): void;
  /** Whether what lies behind the link is out of reach, so that the state may be behind; and why, where that is known. */
  stale(isStale: boolean, trouble?: LinkTrouble): void;
  /** What the link offers has changed. */
  capabilities(table: CapabilityTable): void;
  /** Opening goes on, but whoever waits should be told this now. */
  waiting(error: AiccError, retry?: Omit<LinkTrouble, 'error'>): void;
  /**
   * The link is gone. The connection opens a new one: after `retryAfterMs`, else as its policy says. 0 means at once,
   * and only for the first try in a row: a link that opens and dies must not come back in a tight loop.
   */
  lost(error: AiccError, options?: { readonly retryAfterMs?: number }): void;
}

export interface OperationCall {
  /** Correlates the logs of both sides; unique in one connection. */
  readonly id: number;
  readonly operation: Operation;
  readonly input: unknown;
  /** Aborts when the caller gave up or its deadline passed. Made when first read. */
  readonly signal: AbortSignal;
}

export interface TransportLink {
  readonly capabilities: CapabilityTable;
  /** Operations that by nature take longer than the default deadline, in milliseconds. */
  readonly deadlines?: Readonly<Partial<Record<Operation, number>>>;
  /** Resolves with the checked output. Rejections that are no AiccError are wrapped. */
  perform(call: OperationCall): Promise<unknown>;
  /** Told instead of `call.signal` where a signal per call would cost too much. */
  cancel?(callId: number): void;
  close(): void | Promise<void>;
}
