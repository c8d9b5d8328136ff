import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { isAiccError } from '../../src/errors.js';
import { refuseSecretsWithin } from '../../src/refuse-secrets.js';

const pem = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';

function keyRefused(options: object): string | undefined {
  try {
    refuseSecretsWithin(options);
    return undefined;
  } catch (error) {
    if (!isAiccError(error, 'config/secret-in-browser')) throw error;
    expect(JSON.stringify(error)).not.toMatch(/abc|MIIB/);
    return /^\S+/.exec(error.message)?.[0];
  }
}

describe('options', () => {
  it.each<[string, object, string]>([
    ['a secret', { clientSecret: 'abc' }, 'clientSecret'],
    ['one with another spelling', { 'private-key': 'abc' }, 'private-key'],
    ['one that is no text', { secret: () => 'abc' }, 'secret'],
    ['one that is empty', { client_secret: '' }, 'client_secret'],
    ['a key under any name', { key: pem }, 'key'],
    ['a JWK', { kty: 'EC', d: 'abc' }, 'd'],
    ['one in a list', { headers: [{ secret: 'abc' }] }, 'secret'],
    ['one in a list of lists', { headers: [[{ more: pem }]] }, 'more'],
    ['one of another frame', { key: runInNewContext('({ d: 1, kty: "RSA" })') as object }, 'd'],
    ['one that an instance was given by itself', Object.assign(new URL('https://a.example'), { secret: 1 }), 'secret'],
  ])('with %s are refused', (_, options, key) => {
    expect(keyRefused(options)).toBe(key);
  });

  it('without one are not, whatever else they hold', () => {
    const round: { name: string; self?: unknown } = { name: 'round' };
    round.self = round;
    class Logger {
      secretOfMine = 'abc';
    }
    const given = {
      clientSecret: undefined,
      endpoint: 'https://crm.example.com/secret',
      publicKey: '-----BEGIN PUBLIC KEY-----',
      key: { kty: 'RSA', n: 'abc' },
      d: 'abc',
      logger: new Logger(),
      bare: Object.create(null) as object,
      list: [null, undefined, 1, Symbol('secret'), 1n, round],
      round,
    };
    expect(keyRefused(given)).toBeUndefined();
  });
});
