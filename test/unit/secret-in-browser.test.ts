/** Whatever a page makes of the package is refused a secret, before it asks anybody for anything. */
import { describe, expect, it } from 'vitest';
import {
  connect,
  createAICCSupport,
  createSoftphone,
  frameTransport,
  httpTransport,
  oauthSource,
  rawMessageTransport,
  sharedTransport,
  vendorScriptTransport,
  type Connection,
  type Transport,
} from '../../src/index.js';
import { createFakeTransport } from '../support/fake-transport.js';
import { rejectionOf } from '../support/rejection.js';

const pem = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
const secrets: Record<string, object> = {
  'a client secret': { clientSecret: 'abc' },
  'a private key': { privateKey: 'abc' },
  'a PEM under any name': { more: pem },
};

const fake = createFakeTransport();
const transport: Transport = fake;
/** Nothing of it may be used. */
const connection = {} as Connection;
const origin = 'https://workbench.example.com';
const entries: Record<string, (more: object) => unknown> = {
  'createAICCSupport, over a transport': (more) => createAICCSupport({ transport, ...more }),
  'createAICCSupport, over a connection': (more) => createAICCSupport({ connection, ...more }),
  connect: (more) => connect(transport, more),
  'createSoftphone, over a transport': (more) => createSoftphone({ transport }, more),
  'createSoftphone, over a connection': (more) => createSoftphone({ connection }, more),
  sharedTransport: (more) => sharedTransport(transport, { name: 'crm', ...more }),
  frameTransport: (more) => frameTransport({ allowedOrigins: [origin], ...more }),
  rawMessageTransport: (more) => rawMessageTransport({ targetOrigin: origin, ...more }),
  vendorScriptTransport: (more) => vendorScriptTransport({ ...more }),
  httpTransport: (more) => httpTransport({ baseUrl: `${origin}/aicc`, ...more }),
  oauthSource: (more) =>
    oauthSource({
      profile: 'aiccs',
      authorizeUrl: `${origin}/authorize`,
      clientId: 'crm',
      redirectUri: `${origin}/signed-in`,
      ...more,
    }),
};

describe.each(Object.entries(entries))('%s', (_, make) => {
  it.each(Object.entries(secrets))('refuses %s', async (__, more) => {
    const error = await rejectionOf((async () => make(more))());
    expect(error.code).toBe('config/secret-in-browser');
    expect(JSON.stringify(error)).not.toMatch(/abc|MIIB/);
    expect(fake.tries).toHaveLength(0);
  });
});
