import type { OperationCall, Transport, TransportLink, TransportSink } from '../../src/connection/transport.js';
import type { Snapshot } from '../../src/protocol/entities.js';
import type { CapabilityTable } from '../../src/protocol/operations.js';
import { aSnapshot } from './samples.js';

/** A call that reached the transport, with the means to answer it. */
export interface Performed {
  readonly call: OperationCall;
  resolve(value?: unknown): void;
  reject(error: unknown): void;
}

/** One opening of the transport. */
export interface Try {
  readonly sink: TransportSink;
  readonly signal: AbortSignal;
  readonly performed: Performed[];
  readonly cancelled: number[];
  /** How often its link was closed. */
  readonly closed: number;
  /** Gives the snapshot and the link. */
  accept(options?: AcceptOptions): void;
  reject(error: unknown): void;
}

export interface AcceptOptions extends Partial<TransportLink> {
  /** `null` for a transport that forgets it. */
  readonly snapshot?: Snapshot | null;
  readonly seq?: number;
}

export const everything: CapabilityTable = {
  snapshot: true,
  'verification.result': true,
  'agent.setReady': true,
  'call.dial': true,
};

export interface FakeTransport extends Transport {
  readonly tries: Try[];
  /** The newest. */
  readonly last: Try;
}

/** A transport whose far side is the test. */
export function createFakeTransport(): FakeTransport {
  const tries: Try[] = [];
  return {
    name: 'fake',
    tries,
    get last() {
      const last = tries.at(-1);
      if (!last) throw new Error('Not opened yet');
      return last;
    },
    open: (sink, { signal }) =>
      new Promise((resolve, reject) => {
        const performed: Performed[] = [];
        const cancelled: number[] = [];
        let closed = 0;
        tries.push({
          sink,
          signal,
          performed,
          cancelled,
          get closed() {
            return closed;
          },
          reject,
          accept({ snapshot = aSnapshot(), seq = 0, ...link } = {}) {
            if (snapshot) sink.snapshot({ snapshot, seq });
            resolve({
              capabilities: everything,
              perform: (call) =>
                new Promise((resolveCall, rejectCall) => {
                  performed.push({ call, resolve: resolveCall, reject: rejectCall });
                }),
              cancel: (id) => cancelled.push(id),
              close: () => {
                closed += 1;
              },
              ...link,
            });
          },
        });
      }),
  };
}
