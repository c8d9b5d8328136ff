import type { Clock } from '../../clock.js';
import type { OperationCall, TransportLink, TransportSink } from '../../connection/transport.js';
import { AiccError } from '../../errors.js';
import { reviveError } from '../../protocol/error-payload.js';
import { isRecord } from '../../protocol/guards.js';
import { checkOutput } from '../../protocol/outputs.js';
import { randomId } from '../../random-id.js';
import { readJson } from '../../read-json.js';
import { retryAfterOf } from '../../retry-after.js';
import { transferError, type HttpClient } from './client.js';
import { readEventStream } from './event-source.js';
import type { Mirror } from './mirror.js';
import { responseError } from './response-error.js';
import { asWelcome, type StreamMessage } from './stream-messages.js';

export interface SessionOptions {
  readonly sink: TransportSink;
  readonly signal: AbortSignal;
  readonly client: HttpClient;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly openTimeoutMs: number;
  readonly silenceMs: number;
  readonly counts: { opened: number; resumed: number; violations: number };
}

/** One event stream, from its request to its end, and the operations beside it. */
export function openSession(options: SessionOptions): Promise<TransportLink> {
  const { sink, signal, client, mirror, clock, openTimeoutMs, silenceMs, counts } = options;
  const session = new AbortController();
  const lifetime = session.signal;
  /** The name of the numbering, once the server has said welcome. */
  let stream: string | undefined;
  let silence = silenceMs;
  let timer: unknown;

  const stop = (): void => {
    signal.removeEventListener('abort', stop);
    clock.clearTimeout(timer);
    session.abort();
  };

  return new Promise((resolve, reject) => {
    function fail(error: AiccError): void {
      if (lifetime.aborted) return;
      const retryAfterMs = error.retryable ? retryAfterOf(error) : undefined;
      if (stream !== undefined) {
        // In a task of its own: the connection may still be taking the link over, and would forget what came with it.
        clock.setTimeout(() => sink.lost(error, retryAfterMs === undefined ? {} : { retryAfterMs }), 0);
      } else if (retryAfterMs === undefined) {
        reject(error);
      } else {
        sink.waiting(error);
        sink.lost(error, { retryAfterMs });
      }
      stop();
    }

    function expectWithin(ms: number, code: 'net/timeout' | 'net/unreachable', message: string): void {
      clock.clearTimeout(timer);
      if (lifetime.aborted) return;
      timer = clock.setTimeout(() => fail(new AiccError(code, message)), ms);
    }

    function onMessage(message: StreamMessage | 'violation' | undefined): void {
      if (lifetime.aborted) return;
      if (stream === undefined) welcome(message);
      else if (message === 'violation') counts.violations += 1;
      else if (message?.type === 'end') fail(reviveError(message.error));
      else if (message !== undefined) {
        mirror.follow(message);
        tell(sink, message);
      }
    }

    function welcome(message: StreamMessage | 'violation' | undefined): void {
      const greeting = asWelcome(message);
      sink.snapshot(mirror.begin(greeting));
      sink.stale(greeting.stale);
      stream = greeting.stream;
      // A server with a slower heart must not be taken for dead.
      silence = Math.max(silenceMs, 2.5 * greeting.heartbeatMs);
      counts.opened += 1;
      if (!greeting.snapshot) counts.resumed += 1;
      resolve({ capabilities: greeting.capabilities, perform, close: stop });
    }

    async function run(): Promise<void> {
      const body = await openStream();
      await readEventStream(body, {
        onBytes: () => expectWithin(silence, 'net/unreachable', `The server was silent for ${silence} ms`),
        onMessage,
      });
      throw new AiccError('net/unreachable', 'The server ended the event stream');
    }

    signal.addEventListener('abort', stop, { once: true });
    lifetime.addEventListener('abort', () => {
      reject(new AiccError('bridge/closed', 'The connection was closed'));
    });
    if (signal.aborted) stop();
    expectWithin(openTimeoutMs, 'net/timeout', `The event stream did not begin within ${openTimeoutMs} ms`);
    run().catch((error: unknown) => fail(transferError(error, lifetime)));
  });

  async function openStream(): Promise<ReadableStream<Uint8Array>> {
    const { resumeId } = mirror;
    const headers = { accept: 'text/event-stream', ...(resumeId !== undefined && { 'last-event-id': resumeId }) };
    const response = await client({ method: 'GET', path: '/events', headers, signal: lifetime, lifetime });
    if (!response.ok) throw await responseError(response, clock.now());
    if (response.body && response.headers.get('content-type')?.startsWith('text/event-stream')) return response.body;
    throw new AiccError('net/bad-response', 'The server answered with something that is no event stream');
  }

  async function perform(call: OperationCall): Promise<unknown> {
    const { operation } = call;
    const response = await client({
      method: 'POST',
      path: `/operations/${operation}`,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': randomId() },
      body: toJson(call.input),
      signal: call.signal,
      lifetime,
    });
    if (!response.ok) throw await responseError(response, clock.now());
    const output = response.status === 204 ? undefined : await readJson(response);
    if (output === undefined && response.status !== 204) {
      throw new AiccError('net/bad-response', 'The server answered with something else than JSON');
    }
    if (operation === 'snapshot' && !(isRecord(output) && output['stream'] === stream)) {
      throw new AiccError('net/bad-response', 'The server numbers its events anew');
    }
    return checkOutput(operation, output);
  }
}

function tell(sink: TransportSink, message: Exclude<StreamMessage, { readonly type: 'end' }>): void {
  switch (message.type) {
    case 'event':
      sink.event(message.event, message.seq);
      break;
    case 'snapshot':
      sink.snapshot(message);
      break;
    case 'heartbeat':
      sink.reached(message.seq);
      break;
    case 'stale':
      sink.stale(message.stale);
      break;
    case 'capabilities':
      sink.capabilities(message.capabilities);
      break;
    case 'welcome':
    // A second one says nothing new.
  }
}

function toJson(input: unknown): string {
  try {
    return JSON.stringify(input ?? {});
  } catch (cause) {
    throw new AiccError('bridge/uncloneable', 'The input cannot be written as JSON', { cause });
  }
}
