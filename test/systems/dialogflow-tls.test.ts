import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOutbound,
  dialogflowEventOf,
  dialogflowUserDetails,
  dialogflowWebhook,
  type ClientCertificate,
} from '../../src/server/index.js';
import { createAuthority, type CertificateAuthority } from '../support/certificates.js';
import { rejectionOf } from '../support/rejection.js';

let authority: CertificateAuthority;
let server: Server;
let origin: string;

beforeAll(async () => {
  authority = createAuthority();
  server = createServer(
    {
      ...authority.issue('hooks.bank.example', 'DNS:hooks.bank.example'),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const { socket } = request;
      const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : 'nobody';
      response.end(JSON.stringify({ user_first_name: name }));
    },
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `https://hooks.bank.example:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function ask(clientCertificate?: ClientCertificate) {
  const outbound = createOutbound({
    allowedOrigins: [origin],
    resolve: () => Promise.resolve(['127.0.0.1']),
    dangerouslyAllowLoopback: true,
    ca: authority.cert,
  });
  const webhook = dialogflowWebhook({
    url: `${origin}/users`,
    outbound,
    ...(clientCertificate && { clientCertificate }),
  });
  const details = dialogflowUserDetails({ webhook, key: 'a key of this test, long enough to be one' });
  return details({ phone_number: '2025550100', e164: '+12025550100' }, { signal: new AbortController().signal });
}

describe('A webhook that wants a client certificate', () => {
  it('is shown it, and answers', async () => {
    expect(await ask(authority.issue('our-service'))).toMatchObject({ firstName: 'our-service' });
  });

  it.each<[string, () => ClientCertificate | undefined]>([
    ['none', () => undefined],
    ['one of an authority that it does not know', () => createAuthority('Stranger').issue('our-service')],
  ])('does not talk to who shows %s, which is webhook_not_found', async (_, certificate) => {
    const error = await rejectionOf(ask(certificate()));
    expect(error).toMatchObject({ code: 'net/unreachable' });
    expect(dialogflowEventOf(error)).toBe('webhook.error.not-found');
  });
});
