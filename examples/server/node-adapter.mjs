// @ts-check
/** A handler of the Fetch API behind node:http. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * @param {(request: Request) => Promise<Response>} handler
 * @param {string} origin how the browser knows us: the Host header is the client's word only
 * @returns {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<void>}
 */
export function nodeAdapter(handler, origin) {
  return async (incoming, outgoing) => {
    // The client going away ends the request, and so an event stream.
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const answer = async () => handler(toRequest(incoming, origin, gone.signal));
    const { status, headers, body } = await answer().catch((error) => {
      // Nobody waits for this function: what it rejected with, for an address like `//` too, would end the process.
      console.error(error);
      return new Response('internal error', { status: 500 });
    });
    outgoing.writeHead(status, [...headers].flat()); // a list: there may be two cookies
    if (!body) return void outgoing.end();
    outgoing.flushHeaders();
    await pipeline(Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (body)), outgoing).catch(
      () => undefined,
    );
  };
}

/**
 * @param {import('node:http').IncomingMessage} incoming
 * @param {string} origin
 * @param {AbortSignal} signal
 */
function toRequest(incoming, origin, signal) {
  const { method = 'GET', url = '/', headers } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? /** @type {BodyInit} */ (/** @type {unknown} */ (Readable.toWeb(incoming))) : null;
  return new Request(new URL(url, origin), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((each) => /** @type {[string, string]} */ ([name, each])),
    ),
    signal,
    ...(hasBody && { body, duplex: 'half' }),
  });
}
