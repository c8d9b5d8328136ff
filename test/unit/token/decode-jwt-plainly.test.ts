import fc from 'fast-check';
import { decodeJwt as decodeByJose } from 'jose';
import { expect, it } from 'vitest';
import { decodeJwt } from '../../../src/token/decode-jwt-plainly.js';

const outcomeOf = (decode: (token: string) => unknown, token: string): unknown => {
  try {
    return decode(token);
  } catch {
    return 'refused';
  }
};

const part = fc.oneof(
  fc.json().map((text) => Buffer.from(text).toString('base64url')),
  fc.dictionary(fc.string(), fc.jsonValue()).map((claims) => Buffer.from(JSON.stringify(claims)).toString('base64url')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.stringMatching(/^[\w-]{0,12}$/),
);

it('reads and refuses what jose reads and refuses', () => {
  const tokens = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(tokens, (token) => {
      expect(outcomeOf(decodeJwt, token)).toEqual(outcomeOf(decodeByJose, token));
    }),
    { numRuns: 2000 },
  );
});

it('reads letters of every script', () => {
  const claims = { user_name: '安@example.com', exp: 1 };
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  expect(decodeJwt(token)).toEqual(claims);
});
