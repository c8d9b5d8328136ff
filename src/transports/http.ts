import type { Transport } from '../connection/transport.js';
import { sendWithKy } from '../send-with-ky.js';
import { createHttpTransport } from './http/create-http-transport.js';
import type { HttpTransportOptions } from './http/options.js';

export type { HttpTransportOptions };

/**
 * The link of a page to a server that serves connections (`serveConnection` of `aicc-support/server`, or one that
 * keeps to docs/protocol/http.md): operations by POST, events over a stream.
 *
 * A refused token is renewed once, for all requests that it failed. Nothing else is repeated. A stream that was cut
 * goes on where it was, so that no event is lost or comes twice; a server that does not remember gives a snapshot.
 *
 * Requests fail with `net/unreachable`, `net/bad-response`, `auth/token-rejected`, `auth/forbidden`, or what the
 * server answers.
 *
 * @throws AiccError `config/invalid-option`, `config/invalid-origin`, `config/secret-in-browser`
 * @example
 * const connection = await connect(
 *   httpTransport({ baseUrl: 'https://cti.example.com/aicc', getToken: ({ rejected }) => session.token(rejected) }),
 * );
 */
export function httpTransport(options: HttpTransportOptions): Transport {
  return createHttpTransport(options, sendWithKy);
}
