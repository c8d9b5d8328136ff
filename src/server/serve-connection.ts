import { systemClock, type Clock } from '../clock.js';
import type { Connection } from '../connection/connection.js';
import { AiccError, isAiccError } from '../errors.js';
import { silentLogger, type Logger } from '../log.js';
import { isSeat } from '../protocol/guards.js';
import { isOperation } from '../protocol/inputs.js';
import type { Input, Operation } from '../protocol/operations.js';
import { createAdmission, type MaybePromise, type Principal } from './admission.js';
import { createOriginGate, preflightHeaders, type OriginGateOptions } from './cors.js';
import { badRequest, errorAnswer, type Answer } from './error-response.js';
import { createEventStream } from './event-stream.js';
import { createFeed, type Feed } from './feed.js';
import { createReader } from './reader.js';
import { createRepeats } from './repeats.js';
import { serveOperation } from './serve-operation.js';
import { createStreamLimit } from './stream-limit.js';

/** What a request says of where it comes from, beside whose it is. */
export interface Caller {
  /** The `seat` of the page's `httpTransport`. */
  readonly seat: string | undefined;
}

export interface ServeConnectionOptions<P extends Principal = Principal> extends OriginGateOptions {
  /**
   * The pages that may ask: exact origins, or `https://*.example.com` for whole labels in front. https only, but for
   * loopback; `dangerouslyAllowHttp` admits other exact http origins.
   */
  readonly allowedOrigins: readonly string[];
  /**
   * Whether requests without an Origin may perform operations: for callers that are no browsers, which name none.
   *
   * @default false
   */
  readonly allowMissingOrigin?: boolean;
  /**
   * The connection that serves a principal: the same one each time, as long as it is not closed. Its events are kept
   * for readers that come back, so a new one would make each of them start from a snapshot.
   *
   * `seat` is where the principal works, as the page says it, or undefined. A connection for each seat lets the centre
   * see that an agent signs in twice, and the pages show it. A page may make seats up: keep a limited number.
   */
  readonly connectionFor: (principal: P, caller: Caller) => MaybePromise<Connection>;
  /**
   * Who sends a request: usually from its `Authorization` header. Throwing, or answering `undefined`, refuses it
   * with 401. Asked for every request, and of an event stream again every `reauthenticateMs`, with the request that
   * opened it.
   */
  readonly authenticate: (request: Request) => MaybePromise<P | undefined>;
  /**
   * Whether a principal may perform an operation. Anything but `true` refuses it with 403; so does an AiccError,
   * which is told. A server that permits everything says so: `authorize: () => true`.
   *
   * Asked for every operation with its input, and without an input for the table of what a reader of the event stream
   * can do: whether the principal may use the operation at all. Who may not perform `snapshot` may not listen either.
   */
  readonly authorize: (
    principal: P,
    operation: Operation,
    input: Input<Operation> | undefined,
  ) => MaybePromise<boolean>;
  /** What comes before `/operations/…` and `/events`. @default '' */
  readonly basePath?: string;
  /** Between two signs of life on a quiet event stream, in milliseconds. @default 15000 */
  readonly heartbeatMs?: number;
  /** How much of the events of a connection is kept for readers that come back, in bytes. @default 1048576 */
  readonly keepBytes?: number;
  /** How many event streams one principal may read at a time. More are refused with 429. @default 10 */
  readonly streamsPerPrincipal?: number;
  /**
   * How long an event stream goes on before `authenticate` is asked about its request again, in milliseconds. When it
   * does not accept it any more the stream ends, and the page comes back with a new token and goes on where it was.
   *
   * @default 300000
   */
  readonly reauthenticateMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A handler of the Fetch API: of `Deno.serve`, a worker, or node:http behind an adapter. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * Serves connections to the `httpTransport` of pages: `POST {basePath}/operations/{operation}` and
 * `GET {basePath}/events`, as docs/protocol/http.md describes them.
 *
 * Fails closed: a request is served only with an allowed Origin, a principal, JSON in the form of its operation and
 * at most 64 KiB of it, and the consent of `authorize`. The request id of an operation makes its repeat harmless.
 * Neither is an option left out by mistake: what decides must be there.
 *
 * @returns a handler that never rejects.
 * @throws AiccError `config/allowed-origins-missing`, `config/invalid-origin`, `config/invalid-option`
 * @example
 * const handler = serveConnection({
 *   allowedOrigins: ['https://crm.example.com'],
 *   authenticate: async (request) => verifyToken(request.headers.get('authorization')),
 *   authorize: (agent, operation) => agent.operations.includes(operation),
 *   connectionFor: (agent) => connectionOf(agent.id),
 * });
 */
export function serveConnection<P extends Principal>(options: ServeConnectionOptions<P>): FetchHandler {
  const { connectionFor, authenticate, authorize, heartbeatMs = 15_000, keepBytes = 1_048_576 } = options;
  const { streamsPerPrincipal = 10, reauthenticateMs = 300_000 } = options;
  const { clock = systemClock, logger = silentLogger } = options;
  for (const [name, value] of Object.entries({ connectionFor, authenticate, authorize })) {
    // A caller without types may have left it out, and nobody would be kept from anything.
    if (typeof value !== 'function') throw new AiccError('config/invalid-option', `${name} must be a function`);
  }
  const basePath = (options.basePath ?? '').replace(/\/$/, '');
  const gate = createOriginGate(options);
  const repeats = createRepeats({ clock });
  const streams = createStreamLimit(streamsPerPrincipal);
  const feeds = new WeakMap<Connection, Feed>();
  const admission = createAdmission({ authenticate, authorize, logger });

  async function openStream(request: Request): Promise<Response> {
    const { principal, permit } = await admission.admit(request);
    const { feed } = await feedOf(principal, request);
    const { offered } = feed.state;
    if (!offered) throw outOfReach();
    const capabilities = await permit(offered);
    const onEnd = streams.take(principal.id);
    const stream = createEventStream({
      feed,
      reader: createReader({
        permit,
        admit: () => admission.admitAgain(request, principal),
        everyMs: reauthenticateMs,
        clock,
      }),
      capabilities,
      offered,
      lastEventId: request.headers.get('last-event-id') ?? undefined,
      heartbeatMs,
      clock,
      signal: request.signal,
      onEnd,
    });
    return new Response(stream, { headers: eventStreamHeaders });
  }

  async function feedOf(principal: P, request: Request): Promise<{ connection: Connection; feed: Feed }> {
    const connection = await connectionFor(principal, { seat: seatOf(request) });
    if (connection.status === 'connecting' || connection.status === 'closed') {
      throw outOfReach();
    }
    const feed = feeds.get(connection) ?? createFeed(connection, keepBytes);
    feeds.set(connection, feed);
    return { connection, feed };
  }

  async function answer(request: Request): Promise<Response> {
    gate.admit(request);
    const route = routeOf(new URL(request.url).pathname, basePath);
    if (request.method === 'OPTIONS') return toResponse({ status: 204, headers: preflightHeaders(route.method) });
    if (request.method !== route.method) throw badRequest(`The method here is ${route.method}`, 405);
    if (!route.operation) return openStream(request);
    const principal = await admission.principalOf(request);
    if (!/^application\/json(?:\s*;.*)?$/i.test(request.headers.get('content-type') ?? ''))
      throw badRequest('The body must be application/json', 415);
    const { operation } = route;
    const served = await serveOperation({
      request,
      operation,
      caller: principal.id,
      repeats,
      logger,
      ...(await feedOf(principal, request)),
      authorize: (input) => admission.mustPermit(principal, operation, input),
    });
    return toResponse(served);
  }

  return async (request) => {
    let response: Response;
    try {
      response = await answer(request);
    } catch (error) {
      response = toResponse(errorAnswer(request.signal.aborted ? aborted() : error));
      const about = { path: new URL(request.url).pathname, requestId: request.headers.get('idempotency-key') };
      if (isAiccError(error)) logger.info(`A request was refused: ${error.code}`, about);
      else if (!request.signal.aborted) logger.error('A request failed in an unexpected way', { ...about, error });
    }
    for (const [name, value] of Object.entries(gate.headers(request))) response.headers.set(name, value);
    return response;
  };
}

function seatOf({ headers }: Request): string | undefined {
  const seat = headers.get('aicc-seat') ?? undefined;
  if (seat === undefined || isSeat(seat)) return seat;
  throw badRequest('Aicc-Seat must be 1 to 64 letters, digits, _ or -');
}

/** What a connection offers is not known before it was linked once. */
const outOfReach = (): AiccError => new AiccError('net/unreachable', 'The contact centre is out of reach');

const aborted = (): AiccError => new AiccError('net/aborted', 'The caller gave up');

const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Proxies of the nginx kind hold events back otherwise.
  'x-accel-buffering': 'no',
};

interface Route {
  readonly method: 'GET' | 'POST';
  /** Absent for the event stream. */
  readonly operation?: Operation;
}

function routeOf(pathname: string, basePath: string): Route {
  const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : undefined;
  if (path === '/events') return { method: 'GET' };
  const operation = path?.startsWith('/operations/') ? path.slice('/operations/'.length) : undefined;
  if (isOperation(operation)) return { method: 'POST', operation };
  throw new AiccError('bridge/unsupported-operation', 'There is nothing at this path');
}

function toResponse({ status, body, headers }: Answer): Response {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Response(body ?? null, { status, headers: { 'cache-control': 'no-store', ...type, ...headers } });
}
