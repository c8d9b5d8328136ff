import { setupServer } from 'msw/node';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityProvider, type IdentityProviderOptions } from '../../../../src/testing/index.js';
import { identityProviderHandlers } from '../../../../src/testing/msw/index.js';
import { startIdentityProvider } from '../../../../src/testing/node/index.js';
import { agentName, createAgentKeys, registrationWith, type AgentKeys } from '../../../support/identity.js';

let keys: AgentKeys;
let options: IdentityProviderOptions;
beforeAll(async () => {
  keys = await createAgentKeys();
  options = { clients: [registrationWith(keys.publicKey)], agents: [agentName] };
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function exchangeAt(url: string): Promise<Response> {
  const assertion = await keys.sign({
    iss: 'https://crm.example.com',
    user_name: agentName,
    exp: Math.floor(Date.now() / 1000) + 60,
    jti: crypto.randomUUID(),
  });
  return fetch(url, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('idp_crm:s3cret:with+a%/colon')}` },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      scope: 'hotline',
      redirect_url: 'https://crm.example.com/callback',
      subject_token: assertion,
      subject_issuer: 'https://crm.example.com',
    }),
  });
}

describe('The identity provider answers', () => {
  it("in place of the vendor's, behind Mock Service Worker", async () => {
    const server = setupServer(...identityProviderHandlers(createIdentityProvider(options)));
    server.listen({ onUnhandledRequest: 'error' });
    closing.push(() => server.close());
    const response = await exchangeAt('https://signin.rhinokeen.com/oauth/token_exchange');
    expect(await response.json()).toMatchObject({ token_type: 'bearer', scope: 'hotline' });
    expect((await fetch('https://signin.rhinokeen.com/oauth/token_exchange')).status).toBe(405);
    expect((await fetch('https://signin.rhinokeen.com/oauth/callback/crm')).status).toBe(404);
  });

  it('as a server of its own, which ends what hangs when it closes', async () => {
    const provider = await startIdentityProvider(options);
    expect((await exchangeAt(provider.tokenEndpoint)).status).toBe(200);
    expect(provider.callbackUrl('crm')).toBe(`${provider.origin}/oauth/callback/crm`);
    provider.faults.next('hang');
    const hanging = exchangeAt(provider.tokenEndpoint).then(
      ({ status }) => status,
      () => 'cut',
    );
    while (provider.exchanges.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await provider.close();
    expect(['cut', 503]).toContain(await hanging);
  });
});
