import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  anyCaller,
  basicCredentials,
  everyCaller,
  idToken,
  memoryReplayStore,
  sharedHeader,
  signedRequest,
  signRequest,
  type CallerVerifier,
} from '../../../../src/server/index.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { errorOf } from '../../../support/rejection.js';

const url = 'https://bank.example.com/verify?tenant=1';
const secret = 'a secret of sixteen or more';
const body = '{"calldata":{}}';

const ask = (verifier: CallerVerifier, headers: Record<string, string>, text = body, method = 'POST', at = url) =>
  verifier({ request: new Request(at, { method, headers }), body: text });

describe('A shared header', () => {
  const verifier = sharedHeader({
    secrets: { flow: [secret, 'the next secret of the flow'], other: 'yet another secret' },
  });

  it('names the caller whose secret it holds, old or new', async () => {
    expect(await ask(verifier, { 'x-api-key': secret })).toEqual({ id: 'flow' });
    expect(await ask(verifier, { 'x-api-key': 'the next secret of the flow' })).toEqual({ id: 'flow' });
    expect(await ask(verifier, { 'x-api-key': 'yet another secret' })).toEqual({ id: 'other' });
  });

  it.each([{}, { 'x-api-key': '' }, { 'x-api-key': `${secret}x` }, { 'x-other': secret }])(
    '%o is nobody’s',
    async (headers) => {
      expect(await ask(verifier, headers)).toBeUndefined();
    },
  );

  it.each([{}, { flow: '' }, { flow: 'short' }, { flow: [] }])('%o are no secrets', (secrets) => {
    expect(errorOf(() => sharedHeader({ secrets: secrets })).code).toBe('config/invalid-option');
  });
});

describe('HTTP Basic', () => {
  const verifier = basicCredentials({ secrets: { agent: [secret, 'pä:ss word of the agent'], other: secret } });
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` });

  it('names the caller whose user and password it holds', async () => {
    expect(await ask(verifier, basic(`agent:${secret}`))).toEqual({ id: 'agent' });
    expect(await ask(verifier, basic('agent:pä:ss word of the agent'))).toEqual({ id: 'agent' });
    expect(await ask(verifier, basic(`other:${secret}`))).toEqual({ id: 'other' });
  });

  it.each([
    {},
    { authorization: '' },
    { authorization: 'Basic' },
    { authorization: 'Basic !!' },
    { authorization: `Bearer ${secret}` },
    basic('agent:'),
    basic(`:${secret}`),
    basic(`Agent:${secret}`),
    basic('other:pä:ss word of the agent'),
    basic(`agent:${secret}:`),
  ])('%o is nobody’s', async (headers) => {
    expect(await ask(verifier, headers)).toBeUndefined();
  });

  it.each([{}, { agent: 'short' }, { 'a:b': secret }, { '': secret }])('%o are no secrets', (secrets) => {
    expect(errorOf(() => basicCredentials({ secrets: secrets })).code).toBe('config/invalid-option');
  });
});

describe('A signed request', () => {
  const clock = createFakeClock(1_764_000_000_000);
  const make = () => signedRequest({ secrets: { flow: secret }, replayStore: memoryReplayStore({ clock }), clock });
  const sign = (more: Partial<Parameters<typeof signRequest>[0]> = {}) =>
    signRequest({ secret, method: 'POST', url, body, clock, ...more });

  it('is its signer’s, once', async () => {
    const verifier = make();
    const headers = sign();
    expect(await ask(verifier, headers)).toEqual({ id: 'flow' });
    expect(await ask(verifier, headers)).toBeUndefined();
    expect(await ask(verifier, sign())).toEqual({ id: 'flow' });
  });

  it('is refused with anything in it changed', async () => {
    const verifier = make();
    const headers = sign();
    const zeros = `v1=${'0'.repeat(64)}`;
    const changed = [
      ask(verifier, headers, `${body} `),
      ask(verifier, headers, body, 'PUT'),
      ask(verifier, headers, body, 'POST', 'https://bank.example.com/verify?tenant=2'),
      ask(verifier, { ...headers, 'x-nonce': 'another-nonce-of-16' }),
      ask(verifier, { ...headers, 'x-timestamp': `${Number(headers['x-timestamp']) + 1}` }),
      ask(verifier, { ...headers, 'x-signature': zeros }),
      ask(verifier, { ...headers, 'x-signature': headers['x-signature'].slice(3) }),
      ask(verifier, { ...headers, 'x-nonce': 'short' }),
      ask(verifier, {}),
      ask(verifier, sign({ secret: 'somebody else’s secret' })),
    ];
    expect((await Promise.all(changed)).filter((caller) => caller !== undefined)).toEqual([]);
    // Nobody could use up its nonce by guessing.
    expect(await ask(verifier, headers)).toEqual({ id: 'flow' });
  });

  it('is refused when it is old, or from the future', async () => {
    const verifier = make();
    const headers = sign();
    clock.advance(300_001);
    expect(await ask(verifier, headers)).toBeUndefined();
    const ahead = createFakeClock(clock.now() + 302_000);
    expect(await ask(verifier, sign({ clock: ahead }))).toBeUndefined();
  });

  it('is refused where nobody knows whether it is a repeat', async () => {
    const replayStore = { claim: () => Promise.reject(new Error('down')) };
    const verifier = signedRequest({ secrets: { flow: secret }, replayStore, clock });
    await expect(ask(verifier, sign())).rejects.toThrow('down');
  });
});

describe('An ID token', () => {
  const issuer = 'https://id.example.com';
  let own: Awaited<ReturnType<typeof generateKeyPair>>;
  let verifier: CallerVerifier;

  beforeAll(async () => {
    own = await generateKeyPair('RS256', { extractable: true });
    const key = { ...(await exportJWK(own.publicKey)), kid: 'key-1', alg: 'RS256' };
    verifier = idToken({
      issuer,
      audience: url,
      keys: { keys: [key] },
      isAllowed: ({ email }) => email === 'agent@example.com',
    });
  });

  const claims: JWTPayload = { iss: issuer, aud: url, sub: 'agent-1', email: 'agent@example.com' };
  const sign = (payload: JWTPayload, lifetime = '5m', key = own.privateKey, alg = 'RS256') =>
    new SignJWT(payload).setProtectedHeader({ alg, kid: 'key-1' }).setExpirationTime(lifetime).sign(key);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const isRefused = async (headers: Record<string, string>) =>
    expect(await ask(verifier, headers).catch(() => undefined)).toBeUndefined();

  it('names the subject that may call', async () => {
    expect(await ask(verifier, bearer(await sign(claims)))).toEqual({ id: 'agent-1' });
  });

  it('is refused for another audience, issuer or subject, and when it is over', async () => {
    await isRefused(bearer(await sign({ ...claims, aud: 'https://other.example.com' })));
    await isRefused(bearer(await sign({ ...claims, iss: 'https://evil.example' })));
    await isRefused(bearer(await sign({ ...claims, email: 'stranger@example.com' })));
    await isRefused(bearer(await sign({ iss: issuer, aud: url, email: 'agent@example.com' })));
    await isRefused(bearer(await sign(claims, '-2m')));
  });

  it('is refused with another key, with none, and with a shared secret', async () => {
    const other = await generateKeyPair('RS256');
    await isRefused(bearer(await sign(claims, '5m', other.privateKey)));
    const secretKey = new TextEncoder().encode('a secret that is long enough for HS256');
    const symmetric = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).setExpirationTime('5m');
    await isRefused(bearer(await symmetric.sign(secretKey)));
    const unsigned = [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    await isRefused(bearer(`${unsigned.join('.')}.`));
    await isRefused({});
    await isRefused(bearer('nonsense'));
  });

  it('wants its keys over https', () => {
    const options = { issuer, audience: url, keys: 'http://id.example.com/keys', isAllowed: () => true };
    expect(errorOf(() => idToken(options)).code).toBe('config/invalid-option');
  });
});

describe('Verifiers together', () => {
  const known =
    (id: string): CallerVerifier =>
    async () => ({ id });
  const nobody: CallerVerifier = async () => undefined;

  it('any: the first who knows; every: all of them', async () => {
    expect(await ask(anyCaller(nobody, known('a'), known('b')), {})).toEqual({ id: 'a' });
    expect(await ask(anyCaller(nobody), {})).toBeUndefined();
    expect(await ask(everyCaller(known('a'), known('b')), {})).toEqual({ id: 'b' });
    expect(await ask(everyCaller(known('a'), nobody, known('b')), {})).toBeUndefined();
    expect(await ask(everyCaller(), {})).toBeUndefined();
  });
});
