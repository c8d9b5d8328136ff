import { decodeJwt, type JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentityProvider, createManualClock, type IdentityProvider } from '../../../../src/testing/index.js';
import { errorOf } from '../../../support/rejection.js';
import { agentName, createAgentKeys, registrationWith, type AgentKeys } from '../../../support/identity.js';

const url = 'https://signin.example.com/oauth/token_exchange';
const now = Date.UTC(2026, 0, 1);

let keys: AgentKeys;
let strangers: AgentKeys;
beforeAll(async () => {
  [keys, strangers] = await Promise.all([createAgentKeys(), createAgentKeys()]);
});

const claims = (changes: Record<string, unknown> = {}): JWTPayload => ({
  iss: 'https://crm.example.com',
  user_name: agentName,
  exp: now / 1000 + 300,
  jti: crypto.randomUUID(),
  ...changes,
});

interface Wrong {
  readonly method?: string;
  readonly search?: string;
  readonly contentType?: string;
  readonly credentials?: string | undefined;
  readonly fields?: Record<string, string | undefined>;
  readonly body?: string;
}

/** The documented request, but for what is wrong with it. */
async function ask(provider: IdentityProvider, subjectToken: string, wrong: Wrong = {}): Promise<Response> {
  const { method = 'POST', search = '', contentType = 'application/x-www-form-urlencoded' } = wrong;
  const credentials = 'credentials' in wrong ? wrong.credentials : 'idp_crm:s3cret:with+a%/colon';
  const fields: Record<string, string | undefined> = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    scope: 'user_management,hotline',
    redirect_url: 'https://crm.example.com/callback',
    subject_token: subjectToken,
    subject_issuer: 'https://crm.example.com',
    ...wrong.fields,
  };
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const headers = new Headers({ 'content-type': contentType });
  if (credentials !== undefined) headers.set('authorization', `Basic ${btoa(credentials)}`);
  const body = method === 'POST' ? { body: wrong.body ?? new URLSearchParams(given).toString() } : {};
  return provider.handle(new Request(url + search, { method, headers, ...body }));
}

function start(agents: readonly string[] = [agentName]): {
  provider: IdentityProvider;
  clock: ReturnType<typeof createManualClock>;
} {
  const clock = createManualClock(now);
  return { provider: createIdentityProvider({ clients: [registrationWith(keys.publicKey)], agents, clock }), clock };
}

const errorIn = async (response: Response): Promise<unknown> => ((await response.json()) as { error: unknown }).error;

describe('The identity provider exchanges an assertion', () => {
  it('for a token with the documented fields and claims', async () => {
    const { provider } = start();
    const response = await ask(provider, await keys.sign(claims()));
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const reply = (await response.json()) as { access_token: string; jti: string };
    expect(reply).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'bearer',
      expires_in: 2_591_999,
      scope: 'user_management,hotline',
      iss: 'http://developer.example.com',
      jti: expect.any(String) as string,
    });
    expect(decodeJwt(reply.access_token)).toEqual({
      iss: 'http://developer.example.com',
      exp: now / 1000 + 2_591_999,
      user_name: agentName,
      jti: reply.jti,
      client_id: 'idp_crm',
      scope: ['user_management', 'hotline'],
    });
  });

  it('for a token that it knows again, until it expires or the agent is taken away', async () => {
    const { provider, clock } = start([agentName, 'bob@example.com']);
    const tokenOf = async (userName: string): Promise<string> => {
      const response = await ask(provider, await keys.sign(claims({ user_name: userName })));
      return ((await response.json()) as { access_token: string }).access_token;
    };
    const [anns, bobs] = await Promise.all([tokenOf(agentName), tokenOf('bob@example.com')]);
    expect(await provider.verify(anns)).toMatchObject({ userName: agentName, scopes: ['user_management', 'hotline'] });
    expect(await provider.verify(`${anns}x`)).toBeUndefined();
    provider.disable('bob@example.com');
    expect(await provider.verify(bobs)).toBeUndefined();
    expect((await ask(provider, await keys.sign(claims({ user_name: 'bob@example.com' })))).status).toBe(400);
    await clock.advance(2_592_000_000);
    expect(await provider.verify(anns)).toBeUndefined();
  });

  it('with an expiry in milliseconds, which one page of the vendor shows', async () => {
    const { provider } = start();
    expect((await ask(provider, await keys.sign(claims({ exp: now + 1000 })))).status).toBe(200);
    expect((await ask(provider, await keys.sign(claims({ exp: now - 1000 })))).status).toBe(400);
  });

  it('with a key that was registered without the lines around it', async () => {
    const bare = keys.publicKey.replace(/-----.*?-----/g, '').replace(/\s/g, '');
    const clock = createManualClock(now);
    const provider = createIdentityProvider({ clients: [registrationWith(bare)], agents: [agentName], clock });
    expect((await ask(provider, await keys.sign(claims()))).status).toBe(200);
  });
});

describe('The identity provider refuses', () => {
  const form: [what: string, wrong: Wrong, status: number, error: string][] = [
    ['another method', { method: 'GET' }, 405, 'invalid_request'],
    ['parameters in the address', { search: '?scope=hotline' }, 400, 'invalid_request'],
    ['JSON', { contentType: 'application/json', body: '{}' }, 400, 'invalid_request'],
    ['a field twice', { body: 'grant_type=a&grant_type=a' }, 400, 'invalid_request'],
    ['no credentials', { credentials: undefined }, 401, 'invalid_client'],
    ['a wrong secret', { credentials: 'idp_crm:other' }, 401, 'invalid_client'],
    ['an unknown client', { credentials: 'idp_other:s3cret' }, 401, 'invalid_client'],
    [
      'URL-encoded credentials',
      { credentials: `idp_crm:${encodeURIComponent('s3cret:with+a%/colon')}` },
      401,
      'invalid_client',
    ],
    ['another grant type', { fields: { grant_type: 'client_credentials' } }, 400, 'unsupported_grant_type'],
    ['no scope', { fields: { scope: undefined } }, 400, 'invalid_request'],
    ['a scope beyond the registration', { fields: { scope: 'hotline,admin' } }, 400, 'invalid_scope'],
    ['another callback', { fields: { redirect_url: 'https://crm.example.com/callback/' } }, 400, 'invalid_request'],
    ['another issuer', { fields: { subject_issuer: 'https://crm.example.org' } }, 400, 'invalid_request'],
    ['no assertion', { fields: { subject_token: undefined } }, 400, 'invalid_request'],
  ];
  it.each(form)('%s', async (_, wrong, status, error) => {
    const { provider } = start();
    const response = await ask(provider, await keys.sign(claims()), wrong);
    expect([response.status, await errorIn(response)]).toEqual([status, error]);
    expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="oauth"' : null);
  });

  const assertions: [what: string, changes: Record<string, unknown>][] = [
    ['of another issuer', { iss: 'https://crm.example.org' }],
    ['without an expiry', { exp: undefined }],
    ['that has expired', { exp: now / 1000 }],
    ['without an id', { jti: undefined }],
    ['about nobody', { user_name: undefined }],
    ['about somebody who is no agent', { user_name: 'eve@example.com' }],
  ];
  it.each(assertions)('an assertion %s', async (_, changes) => {
    const { provider } = start();
    const response = await ask(provider, await keys.sign(claims(changes)));
    expect([response.status, await errorIn(response)]).toEqual([400, 'invalid_grant']);
  });

  it('an assertion that another key signed, one that nobody signed, and what is none', async () => {
    const { provider } = start();
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(claims()))}.`;
    for (const token of [await strangers.sign(claims()), unsigned, 'nonsense']) {
      expect(await errorIn(await ask(provider, token))).toBe('invalid_grant');
    }
  });

  it('the same assertion a second time', async () => {
    const { provider } = start();
    const assertion = await keys.sign(claims());
    expect((await ask(provider, assertion)).status).toBe(200);
    expect(await errorIn(await ask(provider, assertion))).toBe('invalid_grant');
  });

  it('a user name that maps to two agents', async () => {
    const { provider } = start([agentName, agentName]);
    expect(await errorIn(await ask(provider, await keys.sign(claims())))).toBe('invalid_grant');
  });

  it('two registrations of one client', () => {
    const clients = [registrationWith(keys.publicKey), registrationWith(strangers.publicKey)];
    expect(errorOf(() => createIdentityProvider({ clients, agents: [] })).code).toBe('config/invalid-option');
  });

  it('another path', async () => {
    const response = await start().provider.handle(new Request('https://signin.example.com/oauth/token'));
    expect(response.status).toBe(404);
  });
});

describe('The identity provider fails as it is told', () => {
  it('with a status, once, and then works', async () => {
    const { provider } = start();
    provider.faults.next('error', { status: 503 });
    expect((await ask(provider, await keys.sign(claims()))).status).toBe(503);
    expect((await ask(provider, await keys.sign(claims()))).status).toBe(200);
  });

  it('with 429 and when to come back', async () => {
    const { provider } = start();
    provider.faults.next('rate-limit', { retryAfterSeconds: 7 });
    const response = await ask(provider, await keys.sign(claims()));
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('by not answering, until it is let go', async () => {
    const { provider } = start();
    provider.faults.next('hang');
    const asked = ask(provider, await keys.sign(claims()));
    await expect(Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 20, 'silence'))])).resolves.toBe(
      'silence',
    );
    provider.faults.clear();
    expect((await asked).status).toBe(503);
  });

  it('by losing its answer, so that the assertion is used up', async () => {
    const { provider } = start();
    provider.faults.next('lost');
    const assertion = await keys.sign(claims());
    expect((await ask(provider, assertion)).status).toBe(502);
    expect(await errorIn(await ask(provider, assertion))).toBe('invalid_grant');
  });

  it('with something else than a token, and late', async () => {
    const { provider, clock } = start();
    provider.faults.next('malformed', { body: 'oops' });
    expect(await (await ask(provider, 'whatever')).text()).toBe('oops');
    provider.faults.next('delay', { ms: 500 });
    const late = ask(provider, await keys.sign(claims()));
    await clock.advance(500);
    expect((await late).status).toBe(200);
  });

  it('by a clock that is ten minutes fast', async () => {
    const { provider } = start();
    provider.faults.setClockOffset(600_000);
    expect(await errorIn(await ask(provider, await keys.sign(claims())))).toBe('invalid_grant');
  });

  it('only with a count that means something', () => {
    expect(errorOf(() => start().provider.faults.next('error', { count: 0 })).code).toBe('config/invalid-option');
  });
});

describe('The identity provider writes down', () => {
  it('what was asked and how it went, without a token or a secret', async () => {
    const { provider } = start();
    const assertion = await keys.sign(claims());
    const token = ((await (await ask(provider, assertion)).json()) as { access_token: string }).access_token;
    await ask(provider, assertion);
    expect(provider.exchanges).toEqual([
      { way: 'exchange', startedAt: now, endedAt: now, status: 200, userName: agentName },
      { way: 'exchange', startedAt: now, endedAt: now, status: 400, error: 'invalid_grant' },
    ]);
    const written = JSON.stringify(provider.exchanges);
    for (const secret of [token, assertion, 's3cret']) expect(written).not.toContain(secret);
  });
});
