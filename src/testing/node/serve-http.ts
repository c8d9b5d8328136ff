/** A Fetch-API handler behind node:http: bodies stream both ways, and a client that goes aborts `request.signal`. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

export interface RunningServer {
  readonly origin: string;
  readonly port: number;
  /** Ends every connection that is there. */
  cut(): void;
  /** Ends them too, and takes no more. */
  close(): Promise<void>;
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers, rawHeaders } = incoming;
  const pairs = rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [],
  );
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // The types of the DOM know neither a streamed body nor the half duplex that it needs.
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } : {};
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    headers: pairs,
    signal,
    ...body,
  });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.flushHeaders();
  const reader = response.body?.getReader();
  outgoing.once('close', () => void reader?.cancel().catch(() => undefined));
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    if (outgoing.write(chunk.value)) continue;
    await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
    if (outgoing.destroyed) return;
  }
  outgoing.end();
}

/** Listens on the loopback, by default on a free port. */
export async function serveHttp(
  handler: (request: Request) => Promise<Response>,
  { port = 0 }: { readonly port?: number } = {},
): Promise<RunningServer> {
  const server = createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    const answer = async (): Promise<void> => send(await handler(toRequest(incoming, gone.signal)), outgoing);
    answer().catch(() => outgoing.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const taken = (server.address() as AddressInfo).port;
  return {
    origin: `http://127.0.0.1:${taken}`,
    port: taken,
    cut: () => server.closeAllConnections(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
