import { http, HttpResponse, type HttpHandler } from 'msw';
import { emptySnapshot } from '../../src/protocol/reducer.js';

/** One event stream as a scripted server holds it. */
export interface StreamStub {
  readonly request: Request;
  /** A message, or raw text as it is. */
  send(message: { readonly event: string; readonly data: unknown } | string): void;
  /** The server ends it as it should be ended. */
  end(): void;
  /** The network does. */
  cut(): void;
}

export interface HttpStub {
  readonly handlers: readonly HttpHandler[];
  readonly streams: StreamStub[];
  readonly operations: { readonly name: string; readonly headers: Headers; readonly body: unknown }[];
  /** Answers all operations from now on. */
  answers(answer: (request: Request) => Response | Promise<Response>): void;
  /** What happens to requests for the stream before one is given. */
  streamAnswers(answer: ((request: Request) => Response | undefined) | undefined): void;
  /** What each stream begins with; nothing when undefined. */
  welcome: Record<string, unknown> | undefined;
}

export const stubUrl = 'https://cti.example.com/aicc';

const capabilities = { 'agent.setReady': true, 'call.dial': true, snapshot: true };

/** A server that says exactly what a test tells it to, for MSW. */
export function createHttpStub(): HttpStub {
  const streams: StreamStub[] = [];
  const operations: HttpStub['operations'] = [];
  let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 204 });
  let streamAnswer: ((request: Request) => Response | undefined) | undefined;
  const encoder = new TextEncoder();

  const stub: HttpStub = {
    streams,
    operations,
    welcome: {
      protocol: 1,
      stream: 'stream-1',
      heartbeatMs: 15_000,
      stale: false,
      capabilities,
      resumed: false,
      seq: 0,
      snapshot: { ...emptySnapshot, epoch: 'epoch-1' },
    },
    answers(next) {
      answer = next;
    },
    streamAnswers(next) {
      streamAnswer = next;
    },
    handlers: [
      http.get(`${stubUrl}/events`, ({ request }) => {
        const other = streamAnswer?.(request);
        if (other) return other;
        let controller!: ReadableStreamDefaultController<Uint8Array>;
        const body = new ReadableStream<Uint8Array>({
          start: (own) => {
            controller = own;
          },
        });
        const send: StreamStub['send'] = (message) => {
          const text =
            typeof message === 'string'
              ? message
              : `event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
          controller.enqueue(encoder.encode(text));
        };
        streams.push({
          request,
          send,
          end: () => controller.close(),
          cut: () => controller.error(new TypeError('network')),
        });
        if (stub.welcome) send({ event: 'welcome', data: stub.welcome });
        return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream' } });
      }),
      http.post(`${stubUrl}/operations/:name`, async ({ request, params }) => {
        operations.push({
          name: String(params.name),
          headers: request.headers,
          body: await request.clone().json(),
        });
        return answer(request);
      }),
    ],
  };
  return stub;
}
