import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The token endpoint of a page's own backend, and the pages, on all names of the machine. */
export interface TokenServer {
  readonly port: number;
  origin(host: string): string;
  serve(pathname: string, body: string, type?: string): void;
  /** The bodies of the exchanges, oldest first. */
  readonly exchanges: { readonly rejected?: string }[];
  readonly mostAtOnce: number;
  /** How it answers from now on. @default 'token' */
  answers(how: 'token' | 'hangs' | { readonly status: number; readonly retryAfter?: number }): void;
  /** How long an exchange takes, in milliseconds. */
  delayMs: number;
  /** The life of its tokens, in seconds. */
  lifeSeconds: number;
  /** A subject token counts once, so that an exchange beside another one fails. */
  reset(): void;
  close(): Promise<void>;
}

export async function startTokenServer(): Promise<TokenServer> {
  const pages = new Map<string, { readonly body: string; readonly type: string }>();
  let how: Parameters<TokenServer['answers']>[0] = 'token';
  let underWay = 0;
  let given = 0;

  function exchange(response: ServerResponse, rejected: string | undefined): void {
    state.exchanges.push({ ...(rejected !== undefined && { rejected }) });
    const send = (status: number, body: object, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
      response.end(JSON.stringify(body));
    };
    underWay += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, underWay);
    const isBeside = underWay > 1;
    response.on('close', () => (underWay -= 1));
    const decided = how;
    setTimeout(() => {
      if (isBeside) send(502, { error: 'invalid_grant' });
      else if (decided === 'token') {
        given += 1;
        send(200, {
          access_token: `secret-token-${given}`,
          token_type: 'Bearer',
          expires_in: server.lifeSeconds,
          server_time: Math.floor(Date.now() / 1000),
          user_name: 'agent-371',
        });
      } else if (decided !== 'hangs') {
        const { status, retryAfter } = decided;
        send(status, { error: 'some_code' }, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
      }
    }, server.delayMs);
  }

  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/api/aicc-token' && request.method === 'POST') {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        exchange(response, (JSON.parse(text) as { rejected?: string }).rejected);
      });
      return;
    }
    const page = pages.get(pathname);
    response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' });
    response.end(page?.body);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  const state = { exchanges: [] as TokenServer['exchanges'], mostAtOnce: 0 };
  const server: TokenServer = {
    port,
    delayMs: 300,
    lifeSeconds: 3600,
    origin: (host) => `http://${host}:${port}`,
    get exchanges() {
      return state.exchanges;
    },
    get mostAtOnce() {
      return state.mostAtOnce;
    },
    serve(pathname, body, type = 'text/html; charset=utf-8') {
      pages.set(pathname, { body, type });
    },
    answers(next) {
      how = next;
    },
    reset() {
      state.exchanges = [];
      state.mostAtOnce = 0;
      how = 'token';
      Object.assign(server, { delayMs: 300, lifeSeconds: 3600 });
    },
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
