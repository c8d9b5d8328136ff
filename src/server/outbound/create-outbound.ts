import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { systemClock, type Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { createOriginMatcher } from '../../origins.js';
import { kindOfAddress } from './addresses.js';
import { exchange, unreachable } from './exchange.js';
import type { Outbound, OutboundRequest } from './outbound.js';
import type { ClientCertificate } from './client-certificate.js';
import { readTrust } from './trust.js';

export interface OutboundOptions {
  /**
   * The systems that may be called: exact origins, or `https://*.example.com` for whole labels in front. https only;
   * an http origin on the loopback needs `dangerouslyAllowLoopback` too.
   */
  readonly allowedOrigins: readonly string[];
  /** How long a whole call may take, in milliseconds: at most 30000. @default 5000 */
  readonly timeoutMs?: number;
  /** How long an answer may be: at most 65536. @default 65536 */
  readonly maxBytes?: number;
  /** Shown to servers that ask for one. */
  readonly clientCertificate?: ClientCertificate;
  /** The certificate authorities that are trusted instead of the usual ones, as PEM. */
  readonly ca?: string | readonly string[];
  /**
   * Lets calls reach this machine (127.0.0.0/8 and ::1), also over http: for a demo and tests. A tenant could call
   * whatever listens there.
   *
   * @default false
   */
  readonly dangerouslyAllowLoopback?: boolean;
  /** The addresses of a host name. @default the system's resolver */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
  readonly clock?: Clock;
}

/** What belongs to the connection or is counted from the body. */
const ownHeaders =
  /^(host|connection|content-length|transfer-encoding|upgrade|keep-alive|te|trailer|proxy-.*|expect)$/i;

/**
 * Makes the guard for calls whose address somebody configures: a tenant must not reach our inside through us.
 *
 * 1. https to an allowed origin, without user and password in the URL.
 * 2. The name is looked up once. If one of its addresses is private or special (see addresses.ts), nothing is sent; else
 *    the connection goes to these addresses and no others, though the certificate is still held against the name. So
 *    a name that changes between check and connection gains nothing.
 * 3. No redirect is followed, no proxy used, no connection kept.
 * 4. One time-out over all of it; the answer is counted while it is read.
 *
 * @throws AiccError `config/allowed-origins-missing`, `config/invalid-origin`, `config/invalid-option`
 * @example
 * const outbound = createOutbound({ allowedOrigins: ['https://api.bank.example.com'] });
 * const { status, body } = await outbound({ url: 'https://api.bank.example.com/verify', body: '{}' });
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const { timeoutMs = 5000, maxBytes = 65_536, dangerouslyAllowLoopback = false, clock = systemClock } = options;
  const { resolve = systemResolve, ca, clientCertificate } = options;
  mustBeWithin('timeoutMs', timeoutMs, 30_000);
  mustBeWithin('maxBytes', maxBytes, 65_536);
  const isAllowed = createOriginMatcher(options.allowedOrigins);
  const ownContext = readTrust(clientCertificate, ca);

  function checkUrl(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url) throw refused('The address is no URL');
    if (url.username !== '' || url.password !== '') throw refused('The URL has a user or a password');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && dangerouslyAllowLoopback)) {
      throw refused('The URL is not https');
    }
    if (!isAllowed(url.origin)) throw refused(`${url.origin} is not among the allowed origins`);
    return url;
  }

  async function checkAddresses(url: URL) {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    let found: readonly string[];
    try {
      found = isIP(hostname) ? [hostname] : await resolve(hostname);
    } catch (cause) {
      throw unreachable('dns', cause);
    }
    if (found.length === 0) throw unreachable('dns');
    const mayBe = (address: string): boolean => {
      const kind = kindOfAddress(address);
      return kind === 'loopback' ? dangerouslyAllowLoopback : kind === 'global' && url.protocol === 'https:';
    };
    // One bad address is enough: whoever answers with it means to be called there.
    if (!found.every(mayBe)) throw refused(`${url.hostname} has an address that must not be called`);
    return found.map((address) => ({ address, family: isIP(address) }));
  }

  async function call(request: OutboundRequest, signal: AbortSignal) {
    const url = checkUrl(request.url);
    const { body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = request;
    if (Object.keys(headers).some((name) => ownHeaders.test(name)))
      throw refused('A header is not the caller’s to set');
    const secureContext = request.clientCertificate ? readTrust(request.clientCertificate, ca) : ownContext;
    const addresses = await checkAddresses(url);
    return exchange({ url, method, headers, body, addresses, secureContext, maxBytes, signal });
  }

  return async (request) => {
    const limit = Math.min(request.timeoutMs ?? timeoutMs, timeoutMs);
    mustBeWithin('timeoutMs', limit, timeoutMs);
    if (request.signal?.aborted) throw aborted();
    const controller = new AbortController();
    let timer: unknown;
    let onAbort = (): void => undefined;
    // A look-up cannot be stopped; it must not hold the caller all the same.
    const givenUp = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => {
        reject(new AiccError('net/timeout', `The other system was not done within ${limit} ms`));
      }, limit);
      onAbort = () => {
        reject(aborted());
      };
    });
    request.signal?.addEventListener('abort', onAbort);
    try {
      return await Promise.race([givenUp, call(request, controller.signal)]);
    } finally {
      clock.clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      controller.abort();
    }
  };
}

const aborted = (): AiccError => new AiccError('net/aborted', 'The caller gave up');

const refused = (message: string): AiccError => new AiccError('server/outbound-refused', message);

function mustBeWithin(name: string, value: number, most: number): void {
  if (value > 0 && value <= most) return;
  throw new AiccError('config/invalid-option', `${name} must be more than 0 and at most ${most}`);
}

async function systemResolve(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}
