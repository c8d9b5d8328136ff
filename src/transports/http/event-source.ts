import { createParser } from 'eventsource-parser';
import { AiccError } from '../../errors.js';
import { asStreamMessage, type StreamMessage } from './stream-messages.js';

/** More than any snapshot; a stream without a line end would grow for ever. */
const maxBufferSize = 16 * 1024 * 1024;

export interface EventSourceHandlers {
  /** Any bytes are a sign of life. */
  onBytes(): void;
  onMessage(message: StreamMessage | 'violation' | undefined): void;
}

/** Reads a server's event stream to its end. Rejects with what cut it, or what a handler throws. */
export async function readEventStream(body: ReadableStream<Uint8Array>, handlers: EventSourceHandlers): Promise<void> {
  const decoder = new TextDecoder();
  const parser = createParser({
    maxBufferSize,
    onEvent: ({ event, data }) => {
      handlers.onMessage(asStreamMessage(event, data));
    },
    onError: ({ type }) => {
      // What else it calls an error, the standard says to ignore.
      if (type === 'max-buffer-size-exceeded') throw new AiccError('net/bad-response', 'A message has no end');
    },
  });
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      handlers.onBytes();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
