import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export interface PageOptions {
  /** @default 'text/html; charset=utf-8' */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Pages for a browser that a test drives: one server, as many origins as it has names. */
export interface PageServer {
  readonly port: number;
  /** The paths that were asked for, oldest first. */
  readonly requests: readonly string[];
  /** `localhost`, `127.0.0.1` and any name under `.test` (see {@link pageHosts}) are origins of different sites. */
  origin(host: string): string;
  /** Serves a text at a path, on all names, until it is replaced. */
  serve(pathname: string, body: string, options?: PageOptions): void;
  /** Serves the JavaScript files of a folder under a path. */
  serveModules(pathname: string, folder: string): void;
  close(): Promise<void>;
}

interface Page {
  readonly body: string;
  readonly options: PageOptions;
}

/** For `launchChromium`: gives the server its `.test` names, which are plain http and not loopback to a page. */
export const pageHosts = '--host-resolver-rules=MAP *.test 127.0.0.1';

export async function startPageServer(): Promise<PageServer> {
  const pages = new Map<string, Page>();
  const folders = new Map<string, string>();
  const requests: string[] = [];
  const moduleOf = (pathname: string): Page | undefined => {
    const [prefix, folder] = [...folders].find(([start]) => pathname.startsWith(start)) ?? ['', ''];
    if (folder === '' || !/^[\w./@-]+\.m?js$/.test(pathname) || pathname.includes('..')) return undefined;
    const body = readFileSync(path.join(folder, pathname.slice(prefix.length)), 'utf8');
    return { body, options: { type: 'text/javascript' } };
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    requests.push(pathname);
    const page = pages.get(pathname) ?? moduleOf(pathname);
    response.writeHead(page ? 200 : 404, {
      'content-type': page?.options.type ?? 'text/html; charset=utf-8',
      ...page?.options.headers,
    });
    response.end(page?.body ?? 'Not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    requests,
    origin: (host) => `http://${host}:${port}`,
    serve(pathname, body, options = {}) {
      pages.set(pathname, { body, options });
    },
    serveModules(pathname, folder) {
      folders.set(pathname, folder);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
