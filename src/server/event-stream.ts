import type { Clock } from '../clock.js';
import type { RelayState } from '../connection/relay.js';
import { isAiccError, AiccError } from '../errors.js';
import { toErrorPayload } from '../protocol/error-payload.js';
import type { CapabilityTable } from '../protocol/operations.js';
import type { Feed } from './feed.js';
import type { Reader } from './reader.js';
import { encodeMessage, type StreamMessage } from './sse.js';

export interface EventStreamOptions {
  readonly feed: Feed;
  readonly reader: Reader;
  /** What the reader may do of what is offered. */
  readonly capabilities: CapabilityTable;
  readonly offered: RelayState['offered'];
  /** The `Last-Event-ID` of a reader that comes back. */
  readonly lastEventId: string | undefined;
  readonly heartbeatMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Once, at the end, however it came. */
  readonly onEnd: () => void;
}

/** The version of what is said on the stream. */
const streamProtocol = 1;

/**
 * One reader's stream: a welcome, what it missed or a snapshot, then what happens.
 *
 * The reader pulls, and its place in the feed is all that is kept for it: one that reads slowly costs nothing, and is
 * cut when the feed keeps no longer what it should get next. It then comes back for a snapshot. One that may not read
 * any more is told why.
 */
export function createEventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { feed, reader, heartbeatMs, clock, signal } = options;
  const resumeAt = resumePoint(feed, options.lastEventId);
  let cursor = resumeAt ?? feed.seq;
  let { stale } = feed.state;
  let { capabilities, offered } = options;
  let { permit } = reader;
  let isChanged = false;
  let waiting: { readonly wake: () => void } | undefined;
  let stopped = false;
  const wake = (): void => {
    isChanged = true;
    waiting?.wake();
  };
  const unsubscribe = feed.subscribe(wake);
  reader.onChange = wake;

  /** Until something changes (true), or until then (false). */
  async function change(until: number): Promise<boolean> {
    if (isChanged) return true;
    return new Promise((resolve) => {
      const settle = (changed: boolean): void => {
        waiting = undefined;
        clock.clearTimeout(timer);
        resolve(changed);
      };
      const timer = clock.setTimeout(() => settle(false), until - clock.now());
      waiting = { wake: () => settle(true) };
    });
  }

  function stop(): void {
    if (stopped) return;
    stopped = true;
    unsubscribe();
    reader.stop();
    signal.removeEventListener('abort', stop);
    wake();
    options.onEnd();
  }
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });

  /** What changed beside the numbered messages since the reader was told. */
  async function news(): Promise<StreamMessage[]> {
    const { state } = feed;
    const messages: StreamMessage[] = [];
    if (state.offered && (state.offered !== offered || permit !== reader.permit)) {
      ({ offered } = state);
      ({ permit } = reader);
      const table = await permit(state.offered);
      if (JSON.stringify(table) !== JSON.stringify(capabilities)) {
        messages.push({ event: 'capabilities', data: { capabilities: table } });
      }
      capabilities = table;
    }
    if (state.stale !== stale) messages.push({ event: 'stale', data: { stale: state.stale } });
    ({ stale } = state);
    return messages;
  }

  /** What comes next for a reader that takes it; nothing at the end. */
  async function next(): Promise<Uint8Array[]> {
    const beatAt = clock.now() + heartbeatMs;
    for (;;) {
      isChanged = false;
      const missed = stopped ? undefined : feed.after(cursor);
      if (!missed) return [];
      if (reader.refusal) throw reader.refusal;
      const messages = await news();
      cursor += missed.length;
      const all = [...missed.map(({ bytes }) => bytes), ...messages.map(encodeMessage)];
      if (all.length > 0 || feed.state.ended) return all;
      if (!(await change(beatAt))) return [encodeMessage({ event: 'heartbeat', data: { seq: feed.seq } })];
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encodeMessage(welcome(options, resumeAt)));
      },
      async pull(controller) {
        const { all, isOver } = await next().then(
          (bytes) => ({ all: bytes, isOver: bytes.length === 0 }),
          (error: unknown) => ({ all: [endMessage(error)], isOver: true }),
        );
        // A reader that cancelled has closed the stream itself.
        if (stopped && !signal.aborted) return;
        for (const bytes of all) controller.enqueue(bytes);
        if (!isOver) return;
        controller.close();
        stop();
      },
      cancel: stop,
    },
    // Nothing is taken from the feed before the reader asks for it.
    { highWaterMark: 0 },
  );
}

function endMessage(reason: unknown): Uint8Array {
  const error = isAiccError(reason) ? reason : new AiccError('server/internal');
  return encodeMessage({ event: 'end', data: { error: toErrorPayload(error) } });
}

function welcome({ feed, capabilities, heartbeatMs }: EventStreamOptions, resumeAt: number | undefined): StreamMessage {
  const { stream, state } = feed;
  const hello = { protocol: streamProtocol, stream, heartbeatMs, stale: state.stale, capabilities };
  return resumeAt === undefined
    ? { event: 'welcome', id: `${stream}:${feed.seq}`, data: { ...hello, resumed: false, ...feed.reading() } }
    : { event: 'welcome', id: `${stream}:${resumeAt}`, data: { ...hello, resumed: true, seq: resumeAt } };
}

/** The number after which the reader can go on without a snapshot. */
function resumePoint(feed: Feed, lastEventId: string | undefined): number | undefined {
  const [, stream, digits] = /^([\w-]{1,64}):(\d{1,15})$/.exec(lastEventId ?? '') ?? [];
  const seq = Number(digits);
  return stream === feed.stream && feed.after(seq) !== undefined ? seq : undefined;
}
