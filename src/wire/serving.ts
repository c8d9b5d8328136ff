import { LazyAbort } from '../connection/lazy-abort.js';
import { AiccError } from '../errors.js';
import { toErrorPayload } from '../protocol/error-payload.js';
import { isCount } from '../protocol/guards.js';
import type { Operation } from '../protocol/operations.js';
import { createChannel, type Channel, type ChannelOptions } from './channel.js';
import { guestMessageForms, type GuestMessage } from './messages.js';

/** One request as the serving side sees it. */
export interface ServedCall {
  readonly operation: Operation;
  readonly input: unknown;
  /** Aborts on a cancel and when the peer goes. Made when first read. */
  readonly signal: AbortSignal;
}

export interface ServingOptions extends ChannelOptions {
  /** Serves a request: a value, a promise of one, or a throw. */
  readonly serve: (call: ServedCall) => unknown;
}

/** The host's half of the RPC. */
export interface ServingChannel extends Channel {
  /** Doubts the guest: it is gone unless it gives a sign of life within `ms`, or a second when it has calls in flight. */
  probe(ms: number): void;
}

const ackAfterMs = 50;
/** A guest that waits for an answer may be blocked for a while, above all when its page loads. */
const busyProbeMs = 1000;
/** A probe that ends later than this was held up on this side, where an answer may lie unread. */
const promptMs = 50;

class Served extends LazyAbort implements ServedCall {
  acknowledged = false;
  readonly operation: Operation;
  readonly input: unknown;
  readonly since: number;

  constructor(operation: Operation, input: unknown, since: number) {
    super();
    this.operation = operation;
    this.input = input;
    this.since = since;
  }
}

/** Also one of another realm, or of a library that replaced the page's own. */
const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';

export function createServingChannel(options: ServingOptions): ServingChannel {
  const { clock, serve } = options;
  const serving = new Map<number, Served>();
  let ackTimer: unknown;
  let probeTimer: unknown;
  /** What had been heard when the probe began. */
  let probedAt = -1;

  const channel = createChannel<GuestMessage>(options, {
    forms: guestMessageForms,
    isWaiting: () => false,
    onMessage(message) {
      const { id } = message;
      const known = serving.get(id);
      if (message.type === 'request') {
        if (!known) answer(id, new Served(message.operation, message.input, clock.now()));
      } else {
        // Deleted first: what the handler still says is late, and nobody waits for it.
        serving.delete(id);
        known?.abort(new AiccError('net/aborted', 'The other side gave up'));
      }
    },
    onViolation(id) {
      if (!isCount(id)) return;
      sendError(id, new AiccError('bridge/protocol-violation', 'The request does not have the form of the protocol'));
    },
    onEnd(reason) {
      clock.clearTimeout(ackTimer);
      clock.clearTimeout(probeTimer);
      for (const call of serving.values()) call.abort(reason);
      serving.clear();
    },
  });

  function answer(id: number, call: Served): void {
    let value: unknown;
    try {
      value = serve(call);
    } catch (error) {
      sendError(id, error);
      return;
    }
    if (!isPromise(value)) {
      sendResult(id, value);
      return;
    }
    serving.set(id, call);
    ackTimer ??= clock.setTimeout(acknowledge, ackAfterMs);
    value.then(
      (result: unknown) => {
        if (serving.delete(id)) sendResult(id, result);
      },
      (error: unknown) => {
        if (serving.delete(id)) sendError(id, error);
      },
    );
  }

  /** One timer for all: a call that settles at once, as nearly all do, costs none. */
  function acknowledge(): void {
    ackTimer = undefined;
    const now = clock.now();
    const ids: number[] = [];
    for (const [id, call] of serving) {
      if (call.acknowledged) continue;
      const left = call.since + ackAfterMs - now;
      if (left > 0) {
        ackTimer = clock.setTimeout(acknowledge, left);
        break;
      }
      call.acknowledged = true;
      ids.push(id);
    }
    if (ids.length > 0) channel.send({ type: 'ack', ids });
  }

  function sendResult(id: number, value: unknown): void {
    try {
      channel.send({ type: 'result', id, value });
    } catch (error) {
      sendError(id, error);
    }
  }

  function sendError(id: number, error: unknown): void {
    const payload = toErrorPayload(error);
    try {
      channel.send({ type: 'error', id, error: payload });
    } catch {
      channel.send({ type: 'error', id, error: { ...payload, data: {} } });
    }
  }

  function probe(ms: number, isSecond = false): void {
    // One that has heard nothing yet is not prolonged.
    if (probedAt === channel.heard() && !isSecond) return;
    const patience = serving.size > 0 ? Math.max(ms, busyProbeMs) : ms;
    const dueAt = clock.now() + patience;
    probedAt = channel.heard();
    clock.clearTimeout(probeTimer);
    channel.send({ type: 'ping' });
    probeTimer = clock.setTimeout(() => {
      if (channel.heard() > probedAt) return;
      if (!isSecond && clock.now() - dueAt > promptMs) probe(ms, true);
      else channel.giveUp();
    }, patience);
  }

  return {
    ...channel,
    probe(ms) {
      probe(ms);
    },
  };
}
