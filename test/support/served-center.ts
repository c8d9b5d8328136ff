import { connect, type ConnectOptions } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import { serveConnection, type Principal, type ServeConnectionOptions } from '../../src/server/index.js';
import { httpTransport, type HttpTransportOptions } from '../../src/transports/http.js';
import { contract, createContractCenter, type CenterDriver } from '../contracts/center-driver.js';
import { pageOrigin } from './served-fake.js';
import { serveHttp, type RunningServer } from './node-http.js';

export interface ServedCenter {
  readonly center: CenterDriver;
  /** What the server itself is connected with now. */
  readonly behind: Connection;
  /** Closes that connection. */
  closeBehind(): Promise<void>;
  /** Gives the server another one. */
  openBehind(): Promise<void>;
  readonly baseUrl: string;
  /** Requests as they arrive, before anything is done with them. */
  readonly requests: Request[];
  connect(options?: ConnectOptions & { readonly transport?: Partial<HttpTransportOptions> }): Promise<Connection>;
  /** Ends the HTTP server and all that it remembers, and starts another one at the same address. */
  restartServer(): Promise<void>;
  /** Cuts every TCP connection; the server goes on. */
  cut(): void;
  dispose(): Promise<void>;
}

/** Pages name their origin by themselves; Node does not. */
export const asPage =
  (origin = pageOrigin, fetch = globalThis.fetch): typeof globalThis.fetch =>
  (input, init) => {
    const request = new Request(input, init);
    request.headers.set('origin', origin);
    return fetch(request);
  };

const token = 'token-of-371';

/** The contract's centre behind a real HTTP server on the loopback. */
export async function serveCenter(options: Partial<ServeConnectionOptions> = {}): Promise<ServedCenter> {
  const { center, driver } = createContractCenter();
  const quick = { reconnect: { initialDelayMs: 1, maxDelayMs: 10 } };
  const openBehind = (): Promise<Connection> => connect(center.transport({ workNo: contract.agent }), quick);
  let behind = await openBehind();
  const requests: Request[] = [];
  const pages: Connection[] = [];

  const start = (port = 0): Promise<RunningServer> => {
    const handler = serveConnection<Principal>({
      allowedOrigins: [pageOrigin],
      basePath: '/aicc',
      authenticate: ({ headers }) =>
        headers.get('authorization') === `Bearer ${token}` ? { id: contract.agent } : undefined,
      authorize: () => true,
      connectionFor: () => behind,
      ...options,
    });
    return serveHttp(
      (request) => {
        requests.push(request);
        return handler(request);
      },
      { port },
    );
  };
  let server = await start();
  const baseUrl = `${server.origin}/aicc`;

  return {
    center: driver,
    get behind() {
      return behind;
    },
    closeBehind: () => behind.close(),
    async openBehind() {
      behind = await openBehind();
    },
    baseUrl,
    requests,
    async connect({ transport = {}, ...connectOptions } = {}) {
      const page = await connect(
        httpTransport({ baseUrl, getToken: async () => token, fetch: asPage(), ...transport }),
        { ...quick, ...connectOptions },
      );
      pages.push(page);
      return page;
    },
    async restartServer() {
      const { port } = server;
      await server.close();
      server = await start(port);
    },
    cut: () => server.cut(),
    async dispose() {
      for (const page of pages) await page.close();
      await behind.close();
      await server.close();
      await driver.dispose();
    },
  };
}
