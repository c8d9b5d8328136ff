import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { exportJWK, importPKCS8, importSPKI, jwtVerify, type JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAgentKeyPair, signAgentAssertion, type AgentKeyPair } from '../../../../src/server/index.js';
import { rejectionOf } from '../../../support/rejection.js';

const now = Date.UTC(2026, 0, 1);
const clock = { now: () => now };

let keys: AgentKeyPair;
beforeAll(async () => {
  keys = await createAgentKeyPair();
});

const assertionWith = (changes: Partial<Parameters<typeof signAgentAssertion>[0]> = {}): Promise<string> =>
  signAgentAssertion({
    issuer: 'https://crm.example.com',
    userName: 'ann@example.com',
    privateKey: keys.privateKey,
    clock,
    ...changes,
  });

async function claimsOf(assertion: string, publicKey = keys.publicKey): Promise<JWTPayload> {
  const key = await importSPKI(publicKey, 'RS256');
  const currentDate = new Date(now);
  const { payload, protectedHeader } = await jwtVerify(assertion, key, { algorithms: ['RS256'], currentDate });
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT' });
  return payload;
}

describe('An assertion', () => {
  it('has the four documented claims, and expires in seconds after five minutes', async () => {
    expect(await claimsOf(await assertionWith())).toEqual({
      iss: 'https://crm.example.com',
      user_name: 'ann@example.com',
      exp: now / 1000 + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it('is another one each time', async () => {
    const [one, other] = await Promise.all([assertionWith(), assertionWith()]);
    expect((await claimsOf(one)).jti).not.toBe((await claimsOf(other)).jti);
  });

  it('takes its life, its id and milliseconds from whoever asks for them', async () => {
    const claims = await claimsOf(
      await assertionWith({ expiresInSeconds: 60, jti: 'one', expiryUnit: 'milliseconds' }),
    );
    expect(claims).toMatchObject({ exp: now + 60_000, jti: 'one' });
  });

  it('is signed with a key in any of the forms that lie around', async () => {
    const body = keys.privateKey.replace(/-----.*?-----/g, '');
    const jwk = await exportJWK(await importPKCS8(keys.privateKey, 'RS256', { extractable: true }));
    const imported = await importPKCS8(keys.privateKey, 'RS256');
    for (const privateKey of [keys.privateKey, body, body.replace(/\s/g, ''), jwk, imported]) {
      expect(await claimsOf(await assertionWith({ privateKey }))).toMatchObject({ user_name: 'ann@example.com' });
    }
  });
});

describe('A key pair', () => {
  it('is what OpenSSL makes, in the form that gets registered', () => {
    expect(keys.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(createPublicKey(keys.publicKey).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    expect(keys.publicKeyBody).toBe(
      createPublicKey(keys.privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    );
  });
});

describe('An assertion is refused', () => {
  it.each([
    ['an issuer', { issuer: '' }],
    ['an account name', { userName: undefined as never }],
    ['an id', { jti: '' }],
    ['a life', { expiresInSeconds: 0 }],
    ['a whole number of seconds', { expiresInSeconds: 1.5 }],
  ])('without %s', async (_, changes) => {
    expect(await rejectionOf(assertionWith(changes))).toMatchObject({ code: 'config/invalid-option' });
  });

  it('with a key that cannot sign, and says what to do, and nothing of the key', async () => {
    const pkcs1 = createPrivateKey(keys.privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();
    const encrypted = createPrivateKey(keys.privateKey)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const publicJwk = createPublicKey(keys.publicKey).export({ format: 'jwk' }) as JsonWebKey;
    const bodyOf = (pem: string): string => pem.split('\n')[1]!;
    const wrong: [key: string | JsonWebKey, hint: RegExp, secret?: string][] = [
      [pkcs1, /pkcs8 -topk8/, bodyOf(pkcs1)],
      [encrypted, /password/, bodyOf(encrypted)],
      [keys.publicKey, /other half/],
      [short, /1024/, bodyOf(short)],
      [curve, /PKCS#8/, bodyOf(curve)],
      ['c2VjcmV0', /PKCS#8/, 'c2VjcmV0'],
      ['', /PKCS#8/],
      [publicJwk, /no private key/],
    ];
    for (const [privateKey, hint, secret] of wrong) {
      const error = await rejectionOf(assertionWith({ privateKey }));
      expect(error.code).toBe('config/invalid-option');
      expect(`${error.message} ${error.remedy}`).toMatch(hint);
      if (secret !== undefined) expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(secret);
    }
  });
});
