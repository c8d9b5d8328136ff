import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import {
  serveConnection,
  type FetchHandler,
  type Principal,
  type ServeConnectionOptions,
} from '../../src/server/index.js';
import { createFakeTransport, type AcceptOptions, type FakeTransport } from './fake-transport.js';

export interface ServedFake {
  readonly handler: FetchHandler;
  readonly transport: FakeTransport;
  readonly connection: Connection;
}

export const pageOrigin = 'https://crm.example.com';

/** An open connection to a far side that is the test, and the handler that serves it. */
export async function serveFake(
  options: Partial<ServeConnectionOptions> = {},
  accepted: AcceptOptions = {},
): Promise<ServedFake> {
  const transport = createFakeTransport();
  const connecting = connect(transport, { reconnect: { initialDelayMs: 1, maxDelayMs: 1 } });
  transport.last.accept(accepted);
  const connection = await connecting;
  const handler = serveConnection<Principal>({
    allowedOrigins: [pageOrigin],
    authenticate: ({ headers }) => {
      const [, id] = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '') ?? [];
      return id === undefined ? undefined : { id };
    },
    authorize: () => true,
    connectionFor: () => connection,
    ...options,
  });
  return { handler, transport, connection };
}

export interface AskOptions {
  readonly method?: string;
  readonly body?: BodyInit | null;
  readonly headers?: Record<string, string | undefined>;
  readonly signal?: AbortSignal;
}

/** A request as our transport sends it, but for what a test changes. */
export function ask(path: string, { method = 'POST', body = '{}', headers = {}, signal }: AskOptions = {}): Request {
  const all: Record<string, string | undefined> = {
    origin: pageOrigin,
    authorization: 'Bearer 371',
    ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Request(`http://localhost${path}`, {
    method,
    headers: given,
    ...(method === 'POST' && { body, duplex: 'half' }),
    ...(signal && { signal }),
  });
}

export const codeIn = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { error: { code: unknown } }).error.code;
