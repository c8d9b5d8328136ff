/** What holds of `httpTransport` holds of the one in the script-tag file, which sends with `fetch` itself. */
import { describe, vi } from 'vitest';
import { createHttpTransport } from '../../../src/transports/http/create-http-transport.js';
import type { HttpTransportOptions } from '../../../src/transports/http/options.js';
import { sendPlainly } from '../../../src/send.js';

vi.mock('../../../src/transports/http.js', () => ({
  httpTransport: (options: HttpTransportOptions) => createHttpTransport(options, sendPlainly),
}));

// Each in a block of its own, for each has a server of its own.
describe('with plain fetch', async () => {
  await import('./http-auth.test.js');
});
describe('with plain fetch', async () => {
  await import('./http-responses.test.js');
});
