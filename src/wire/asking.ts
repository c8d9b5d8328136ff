import type { Clock } from '../clock.js';
import { AiccError } from '../errors.js';
import { reviveError } from '../protocol/error-payload.js';
import type { Operation } from '../protocol/operations.js';
import { createChannel, type Channel, type ChannelOptions } from './channel.js';
import { hostMessageForms, type HostMessage } from './messages.js';

export interface AskingOptions extends Pick<ChannelOptions<HostMessage>, 'port' | 'heartbeatMs' | 'onGone'> {
  readonly clock: Clock;
  /** Checks what came back for an operation. Here, for one promise more would be felt. */
  readonly read?: (operation: Operation, value: unknown) => unknown;
  /** What is no answer: the state and the events. */
  readonly onMessage: (message: HostMessage) => void;
}

/** The guest's half of the RPC. */
export interface AskingChannel extends Channel {
  request(id: number, operation: Operation, input: unknown): Promise<unknown>;
  cancel(id: number): void;
  /** How many answers came for nobody. */
  readonly lateAnswers: () => number;
}

interface Waiting {
  readonly operation: Operation;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AiccError) => void;
  /** Infinity once acknowledged. */
  since: number;
}

export function createAskingChannel(options: AskingOptions): AskingChannel {
  const { clock, read = (_operation: Operation, value: unknown) => value } = options;
  const waiting = new Map<number, Waiting>();
  let lateAnswers = 0;
  let ended: AiccError | undefined;

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    if (!waiting.delete(id)) lateAnswers += 1;
    return found;
  };

  const channel = createChannel<HostMessage>({
    ...options,
    forms: hostMessageForms,
    oldestWaiting: () => {
      for (const { since } of waiting.values()) if (since < Infinity) return since;
      return undefined;
    },
    onMessage(message) {
      if (message.type === 'result') {
        const call = take(message.id);
        if (!call) return;
        try {
          call.resolve(read(call.operation, message.value));
        } catch (error) {
          call.reject(error as AiccError);
        }
      } else if (message.type === 'error') take(message.id)?.reject(reviveError(message.error));
      else if (message.type !== 'ack') options.onMessage(message);
      else {
        for (const id of message.ids) {
          const call = waiting.get(id);
          if (call) call.since = Infinity;
        }
      }
    },
    onViolation(id) {
      const call = waiting.get(id as number);
      waiting.delete(id as number);
      call?.reject(new AiccError('bridge/protocol-violation', 'The answer does not have the form of the protocol'));
    },
    onEnd(reason) {
      ended = reason;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
    },
  });

  return {
    ...channel,
    lateAnswers: () => lateAnswers,
    request: (id, operation, input) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        channel.send({ type: 'request', id, operation, input });
        waiting.set(id, { operation, resolve, reject, since: clock.now() });
      }),
    cancel(id) {
      waiting.delete(id);
      channel.send({ type: 'cancel', id });
    },
  };
}
