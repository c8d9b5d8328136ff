import type { OperationCall } from '../connection/transport.js';
import { AiccError } from '../errors.js';
import { reviveError } from '../protocol/error-payload.js';
import type { Operation } from '../protocol/operations.js';
import { createChannel, type Channel, type ChannelOptions } from './channel.js';
import {
  hostMessageForms,
  type EventMessage,
  type HostMessage,
  type StateMessage,
  type WelcomeMessage,
} from './messages.js';

export interface AskingOptions extends ChannelOptions {
  /** Checks what came back for an operation. Here, for one promise more would be felt. */
  readonly read: (operation: Operation, value: unknown) => unknown;
  /** What is no answer: the state and the events. */
  readonly onMessage: (message: WelcomeMessage | StateMessage | EventMessage) => void;
}

/** The guest's half of the RPC. */
export interface AskingChannel extends Channel {
  perform(call: Pick<OperationCall, 'id' | 'operation' | 'input'>): Promise<unknown>;
  cancel(id: number): void;
}

interface Waiting {
  readonly operation: Operation;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AiccError) => void;
}

export function createAskingChannel(options: AskingOptions): AskingChannel {
  const { count, read } = options;
  const waiting = new Map<number, Waiting>();
  let ended: AiccError | undefined;

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    if (!waiting.delete(id)) count?.('lateAnswers');
    return found;
  };

  const channel = createChannel<HostMessage>(options, {
    forms: hostMessageForms,
    isWaiting: () => waiting.size > 0,
    onMessage(message) {
      switch (message.type) {
        case 'result': {
          const call = take(message.id);
          try {
            call?.resolve(read(call.operation, message.value));
          } catch (error) {
            call?.reject(error as AiccError);
          }
          break;
        }
        case 'error':
          take(message.id)?.reject(reviveError(message.error));
          break;
        case 'ack':
          // The host works on it. As any message, it is a sign of life.
          break;
        default:
          options.onMessage(message);
      }
    },
    onViolation(id) {
      waiting.get(id as number)?.reject(new AiccError('bridge/protocol-violation'));
      waiting.delete(id as number);
    },
    onEnd(reason) {
      ended = reason;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
    },
  });

  return {
    ...channel,
    perform: ({ id, operation, input }) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        channel.send({ type: 'request', id, operation, input });
        waiting.set(id, { operation, resolve, reject });
      }),
    cancel(id) {
      waiting.delete(id);
      channel.send({ type: 'cancel', id });
    },
  };
}
