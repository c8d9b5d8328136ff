import type { Clock } from '../clock.js';
import type { Feed, FeedState } from './feed.js';
import { encodeMessage, type StreamMessage } from './sse.js';

export interface EventStreamOptions {
  readonly feed: Feed;
  /** The `Last-Event-ID` of a reader that comes back. */
  readonly lastEventId: string | undefined;
  readonly heartbeatMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The version of what is said on the stream. */
const streamProtocol = 1;

/**
 * One reader's stream: a welcome, what it missed or a snapshot, then what happens.
 *
 * The reader pulls, and its place in the feed is all that is kept for it: one that reads slowly costs nothing, and is
 * cut when the feed keeps no longer what it should get next. It then comes back for a snapshot.
 */
export function createEventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { feed, heartbeatMs, clock, signal } = options;
  const resumeAt = resumePoint(feed, options.lastEventId);
  let cursor = resumeAt ?? feed.seq;
  let told: FeedState = feed.state;
  let waiting: { readonly wake: () => void } | undefined;
  let stopped = false;
  const unsubscribe = feed.subscribe(() => waiting?.wake());

  /** Until something changes (true), or for a heartbeat's time (false). */
  function change(): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (changed: boolean): void => {
        waiting = undefined;
        clock.clearTimeout(timer);
        resolve(changed);
      };
      const timer = clock.setTimeout(() => settle(false), heartbeatMs);
      waiting = { wake: () => settle(true) };
    });
  }

  function stop(): void {
    stopped = true;
    unsubscribe();
    signal.removeEventListener('abort', stop);
    waiting?.wake();
  }
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });

  /** What changed beside the numbered messages since the reader was told. */
  function news(): StreamMessage[] {
    const { stale, capabilities } = feed.state;
    const messages: StreamMessage[] = [];
    if (capabilities !== told.capabilities) messages.push({ event: 'capabilities', data: { capabilities } });
    if (stale !== told.stale) messages.push({ event: 'stale', data: { stale } });
    told = feed.state;
    return messages;
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encodeMessage(welcome(feed, resumeAt, heartbeatMs)));
      },
      async pull(controller) {
        for (;;) {
          const missed = stopped ? undefined : feed.after(cursor);
          if (missed === undefined) break;
          const messages = news();
          for (const { seq, bytes } of missed) {
            cursor = seq;
            controller.enqueue(bytes);
          }
          for (const message of messages) controller.enqueue(encodeMessage(message));
          if (missed.length + messages.length > 0) return;
          if (feed.state.ended) break;
          if (!(await change())) {
            controller.enqueue(encodeMessage({ event: 'heartbeat', data: { seq: feed.seq } }));
            return;
          }
        }
        // A reader that cancelled has closed the stream itself.
        if (!stopped || signal.aborted) controller.close();
        stop();
      },
      cancel: stop,
    },
    // Nothing is taken from the feed before the reader asks for it.
    { highWaterMark: 0 },
  );
}

function welcome(feed: Feed, resumeAt: number | undefined, heartbeatMs: number): StreamMessage {
  const { stream, state } = feed;
  const { stale, capabilities } = state;
  const hello = { protocol: streamProtocol, stream, heartbeatMs, stale, capabilities };
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
