import { request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { SecureContext } from 'node:tls';
import { AiccError } from '../../errors.js';
import type { OutboundResponse } from './outbound.js';

export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The only addresses that may be connected to. */
  readonly addresses: readonly Address[];
  readonly secureContext: SecureContext;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * One request and its whole answer, on a connection of its own: a kept one would have been checked for another call.
 *
 * @throws AiccError `net/unreachable`, `net/bad-response`, `server/outbound-refused`; whatever else once `signal` aborts
 */
export async function exchange(options: Exchange): Promise<OutboundResponse> {
  const response = await send(options);
  try {
    const { statusCode: status = 0 } = response;
    if (status >= 300 && status < 400) throw badResponse(`It redirects (${status}), which is not followed`);
    if (!/^(identity)?$/i.test(response.headers['content-encoding'] ?? '')) throw badResponse('It is compressed');
    const body = await readText(response, options.maxBytes);
    return { status, headers: plainHeaders(response), body };
  } finally {
    response.destroy();
  }
}

function send({ url, method, headers, body, addresses, secureContext, signal }: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method,
      headers: {
        'accept-encoding': 'identity',
        ...headers,
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
      agent: false,
      lookup: pinned(addresses),
      signal,
    };
    let request: ClientRequest;
    try {
      // Known to the agent, not to the types.
      const secure: RequestOptions & { secureContext: SecureContext } = { ...options, secureContext };
      request = url.protocol === 'http:' ? requestHttp(url, options) : requestHttps(url, secure);
    } catch (cause) {
      // Names and values that cannot stand in a request.
      reject(
        new AiccError('server/outbound-refused', 'The method or a header has a form that cannot be sent', { cause }),
      );
      return;
    }
    let isSecured = url.protocol === 'http:';
    let isConnected = false;
    request.once('socket', (socket) => {
      socket.once('connect', () => (isConnected = true));
      socket.once('secureConnect', () => (isSecured = true));
    });
    request.once('response', resolve);
    request.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code?.startsWith('HPE_')) reject(badResponse('It is not HTTP', cause));
      else reject(unreachable(isConnected && !isSecured ? 'tls' : 'connection', cause));
    });
    request.end(body);
  });
}

export const unreachable = (reason: 'dns' | 'connection' | 'tls', cause?: unknown): AiccError =>
  new AiccError('net/unreachable', `The other system cannot be reached (${reason})`, {
    context: { reason },
    ...(cause !== undefined && { cause }),
  });

const badResponse = (what: string, cause?: unknown): AiccError =>
  new AiccError('net/bad-response', `The other system did not answer as it should. ${what}`, {
    ...(cause !== undefined && { cause }),
  });

/** Whatever the name says by now, the connection goes where we looked. */
const pinned =
  (addresses: readonly Address[]): LookupFunction =>
  (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family ?? 0);
  };

async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw badResponse('It ended in the middle', cause);
  }
  if (bytes > maxBytes) throw badResponse(`It has more than ${maxBytes} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw badResponse('It is not UTF-8');
  }
}

const plainHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
