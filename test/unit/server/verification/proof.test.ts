import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryReplayStore } from '../../../../src/server/replay-store.js';
import type { SigningKey } from '../../../../src/server/verification/proof-signer.js';
import { verifyVerificationProof, type VerifyProofOptions } from '../../../../src/server/verification/verify-proof.js';
import { rejectionOf } from '../../../support/rejection.js';
import { aSigningKey } from '../../../support/signing-key.js';
import { aService, verified } from './a-service.js';

const audience = 'https://bank.example.com';

let signingKey: SigningKey;
let otherKey: SigningKey;
beforeAll(async () => {
  signingKey = (await aSigningKey()).key;
  otherKey = (await aSigningKey()).key;
});

async function aProof() {
  const bench = await verified({ signingKey });
  const { agent, service, clock } = bench;
  const { token } = await agent.request('verification.proof', { verifyTypeCode: 'RETAIL_OTP', audience });
  const options: VerifyProofOptions = {
    keys: service.keys(),
    audience,
    verifyTypeCode: 'RETAIL_OTP',
    replayStore: memoryReplayStore({ clock }),
    clock,
  };
  const refusalOf = async (change: Partial<VerifyProofOptions>, text: unknown = token): Promise<string> =>
    (await rejectionOf(verifyVerificationProof(text, { ...options, ...change }))).code;
  return { ...bench, token, options, refusalOf };
}

describe('a proof', () => {
  it('says what was proven, once', async () => {
    const { token, options, theCustomer, refusalOf } = await aProof();
    expect(
      await verifyVerificationProof(token, { ...options, contactId: theCustomer.contactId, level: 1 }),
    ).toMatchObject({
      verifyTypeCode: 'RETAIL_OTP',
      level: 1,
      contactId: theCustomer.contactId,
      workNo: '371',
      audience,
    });
    expect(await refusalOf({})).toBe('verification/proof-replayed');
  });

  it('is refused by name, and not used up by that', async () => {
    const { token, options, refusalOf, clock } = await aProof();
    expect(await refusalOf({ audience: 'https://other.example.com' })).toBe('verification/proof-wrong-audience');
    expect(await refusalOf({ verifyTypeCode: 'RETAIL_ANI' })).toBe('verification/proof-wrong-code');
    expect(await refusalOf({ contactId: 'contact-99' })).toBe('verification/proof-wrong-contact');
    expect(await refusalOf({ issuer: 'somebody else' })).toBe('verification/proof-malformed');
    expect(await refusalOf({ keys: { keys: [] } })).toBe('verification/proof-forged');
    for (const text of [null, 7, '', 'a.b.c', token.slice(0, -2), `${token}x`.repeat(50)]) {
      expect(await refusalOf({}, text)).toMatch(/verification\/proof-(malformed|forged)/);
    }
    await clock.advance(30_000);
    await verifyVerificationProof(token, options);
  });

  it('of one of two concurrent requests only one is good', async () => {
    const { token, options } = await aProof();
    const both = await Promise.allSettled([
      verifyVerificationProof(token, options),
      verifyVerificationProof(token, options),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is over after a minute, and none before its time', async () => {
    const { clock, refusalOf } = await aProof();
    await clock.advance(66_000);
    expect(await refusalOf({})).toBe('verification/proof-expired');
    const early = { ...clock, now: () => clock.now() - 120_000 };
    expect(await refusalOf({ clock: early })).toBe('verification/proof-expired');
  });

  it('of another key is forged, and so is one that was changed or is not signed', async () => {
    const { token, refusalOf, clock } = await aProof();
    const [head, body, signature] = token.split('.') as [string, string, string];
    const changed = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/'))) as object;
    const encode = (value: object): string =>
      btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    expect(await refusalOf({}, [head, encode({ ...changed, level: 0 }), signature].join('.'))).toBe(
      'verification/proof-forged',
    );
    const unsigned = [encode({ alg: 'none', typ: 'aicc-proof+jwt' }), body, ''].join('.');
    expect(await refusalOf({}, unsigned)).toMatch(/verification\/proof-(malformed|forged)/);
    const { importJWK } = await import('jose');
    const iat = Math.floor(clock.now() / 1000);
    const forged = await new SignJWT(changed as Record<string, unknown>)
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'aicc-proof+jwt' })
      .setIssuedAt(iat)
      .sign(await importJWK(otherKey, 'ES256'));
    expect(await refusalOf({}, forged)).toBe('verification/proof-forged');
    const otherKind = await new SignJWT(changed as Record<string, unknown>)
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'JWT' })
      .sign(await importJWK(signingKey, 'ES256'));
    expect(await refusalOf({}, otherKind)).toBe('verification/proof-malformed');
  });

  it('fails closed when nobody knows whether it was used', async () => {
    const { refusalOf } = await aProof();
    const { AiccError } = await import('../../../../src/errors.js');
    const replayStore = { claim: () => Promise.reject(new AiccError('server/store-unavailable')) };
    expect(await refusalOf({ replayStore })).toBe('server/store-unavailable');
  });
});

describe('the giving of a proof', () => {
  it('needs a success of the contact, an audience, and a service that signs', async () => {
    const { agent, theCustomer, clock } = await verified({ signingKey, proofAudiences: [audience] });
    const ask = async (change: object): Promise<string> =>
      (await rejectionOf(agent.request('verification.proof', { verifyTypeCode: 'RETAIL_OTP', audience, ...change })))
        .code;
    expect(await ask({ audience: undefined })).toBe('server/bad-request');
    expect(await ask({ audience: 'https://evil.example.com' })).toBe('auth/forbidden');
    expect(await ask({ verifyTypeCode: 'DRAFT' })).toBe('verification/unknown-code');
    expect(await ask({ contactId: 'contact-99' })).toBe('verification/not-verified');
    theCustomer.call.hangUp();
    await clock.advance(31_000);
    expect(await ask({})).toBe('verification/not-verified');
    const silent = await aService();
    expect(silent.agent.capabilities.has('verification.proof')).toBe(false);
    const error = await rejectionOf(
      silent.agent.request('verification.proof', { verifyTypeCode: 'RETAIL_OTP', audience }),
    );
    expect(error.code).toBe('bridge/unsupported-operation');
  });

  it('stands in the record', async () => {
    const { agent, store } = await aProof();
    expect(agent.capabilities.has('verification.proof')).toBe(true);
    const [record] = (await store.search({})).records;
    expect(record?.steps.at(-1)).toMatchObject({ step: 'proof', outcome: audience });
  });

  it('publishes no private part of a key, and takes none that is not private', async () => {
    const { service } = await aProof();
    expect(Object.keys(service.keys().keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    const { d: _d, ...shown } = signingKey;
    for (const wrong of [shown, { ...signingKey, kid: '' }, { kty: 'oct', k: 'x', kid: 'a', alg: 'HS256' }]) {
      const error = await rejectionOf(aService({ signingKey: wrong }));
      expect(error.code).toBe('config/invalid-option');
    }
  });
});
