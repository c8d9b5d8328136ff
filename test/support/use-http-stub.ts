import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { connect, type ConnectOptions } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import { httpTransport, type HttpTransportOptions } from '../../src/transports/http.js';
import { createHttpStub, stubUrl, type HttpStub } from './http-stub.js';
import { lateBound } from './late-bound.js';

export interface UsedHttpStub {
  /** Each test has its own. */
  readonly stub: HttpStub;
  /** Closed after the test. */
  readonly pages: Connection[];
  /** Opens one of them. */
  open(transport?: Partial<HttpTransportOptions>, options?: ConnectOptions): Promise<Connection>;
}

/** A scripted server for a test file. */
export function useHttpStub(): UsedHttpStub {
  const server = setupServer();
  let stub: HttpStub | undefined;
  const pages: Connection[] = [];
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  beforeEach(() => {
    stub = createHttpStub();
    server.use(...stub.handlers);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    server.resetHandlers();
  });
  afterAll(() => server.close());
  return {
    stub: lateBound(() => stub),
    pages,
    async open(transport = {}, options = {}) {
      const page = await connect(httpTransport({ baseUrl: stubUrl, ...transport }), { reconnect: false, ...options });
      pages.push(page);
      return page;
    },
  };
}
