import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound, type OutboundOptions } from '../../src/server/index.js';
import { createAuthority, type CertificateAuthority } from '../support/certificates.js';
import { rejectionOf } from '../support/rejection.js';

const servers: Server[] = [];
let authority: CertificateAuthority;

beforeAll(() => {
  authority = createAuthority();
});

afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server that says whom it takes its caller for. */
async function serve(options: ServerOptions): Promise<number> {
  const server = createServer(options, (request, response) => {
    const certificate = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined;
    // Where nobody showed one it is an empty object.
    const { subject } = certificate as { subject?: { CN: string } };
    response.end(`${request.headers.host}: ${subject?.CN ?? 'nobody'}`);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function call(port: number, options: Partial<OutboundOptions> = {}, host = 'api.bank.example') {
  const origin = `https://${host}:${port}`;
  const outbound = createOutbound({
    allowedOrigins: [origin],
    resolve: () => Promise.resolve(['127.0.0.1']),
    dangerouslyAllowLoopback: true,
    ca: authority.cert,
    ...options,
  });
  return outbound({ url: `${origin}/` });
}

describe('An outbound call over TLS', () => {
  it('holds the certificate against the name, though it calls an address', async () => {
    const port = await serve(authority.issue('api.bank.example', 'DNS:api.bank.example'));
    expect(await call(port)).toMatchObject({ status: 200, body: `api.bank.example:${port}: nobody` });
    const elsewhere = rejectionOf(call(port, {}, 'api.shop.example'));
    expect(await elsewhere).toMatchObject({ code: 'net/unreachable', context: { reason: 'tls' } });
  });

  it('holds it against an address that is called as one', async () => {
    const right = await serve(authority.issue('address', 'IP:127.0.0.1'));
    expect(await call(right, {}, '127.0.0.1')).toMatchObject({ status: 200 });
    const wrong = await serve(authority.issue('api.bank.example', 'DNS:api.bank.example'));
    expect(await rejectionOf(call(wrong, {}, '127.0.0.1'))).toMatchObject({ context: { reason: 'tls' } });
  });

  it('believes no authority that it was not told of', async () => {
    const port = await serve(createAuthority('Other').issue('api.bank.example', 'DNS:api.bank.example'));
    expect(await rejectionOf(call(port))).toMatchObject({ code: 'net/unreachable', context: { reason: 'tls' } });
  });

  it('speaks no old TLS', async () => {
    const own = authority.issue('api.bank.example', 'DNS:api.bank.example');
    const port = await serve({ ...own, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(await rejectionOf(call(port))).toMatchObject({ context: { reason: 'tls' } });
  });

  it('shows its certificate where one is wanted, and is not let in without', async () => {
    const port = await serve({
      ...authority.issue('api.bank.example', 'DNS:api.bank.example'),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const clientCertificate = authority.issue('our-service');
    expect(await call(port, { clientCertificate })).toMatchObject({ body: `api.bank.example:${port}: our-service` });
    expect(await rejectionOf(call(port))).toMatchObject({ code: 'net/unreachable' });
    const stranger = createAuthority('Stranger').issue('our-service');
    expect(await rejectionOf(call(port, { clientCertificate: stranger }))).toMatchObject({ code: 'net/unreachable' });
  });
});
