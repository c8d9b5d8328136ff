import type { SubscribeOptions, Unsubscribe } from '../emitter.js';
import type { Snapshot } from '../protocol/entities.js';
import type { ConnectionEvent, ConnectionStatus } from '../protocol/events.js';
import type { Input, Operation, Output } from '../protocol/operations.js';

export interface RequestOptions {
  /** Gives up: the promise rejects with `net/aborted`, and the other side is told. */
  readonly signal?: AbortSignal;
  /**
   * The deadline in milliseconds, waiting for an open link included.
   *
   * @default 10000, longer for operations that a person has to confirm
   */
  readonly timeoutMs?: number;
}

export interface Capabilities {
  /** Whether `request` would let the operation through now: asked of the same table. */
  has(operation: Operation): boolean;
}

/** A live link to a contact centre, whatever is behind it. */
export interface Connection {
  readonly status: ConnectionStatus;
  readonly capabilities: Capabilities;
  /** The state now. Kept by the one reducer from the events; replaced as a whole after a gap. */
  snapshot(): Snapshot;
  /**
   * Performs an operation. Resolves when the centre has accepted it; what follows comes as events.
   *
   * @throws AiccError `bridge/unsupported-operation` or `bridge/not-allowed` by the capability table,
   * `net/timeout` at the deadline (it names the operation, which may still take effect), `net/aborted`,
   * `bridge/peer-gone` when the link goes while it is in flight, `bridge/closed`, and what the centre answers.
   */
  request<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O>>;
  /** The same function counts once. A listener that throws keeps no other from being called. */
  subscribe(listener: (event: ConnectionEvent) => void, options?: SubscribeOptions): Unsubscribe;
  /** Ends the link and rejects what is in flight. May be called again. */
  close(): Promise<void>;
}
