import { describe, expect, it } from 'vitest';
import { createPolicyFinder, type GuestPolicy } from '../../../src/host/guest-policy.js';
import { errorOf } from '../../support/rejection.js';

const guest = (origin: string, rules: Partial<GuestPolicy> = {}): GuestPolicy => ({
  origin,
  operations: [],
  events: [],
  ...rules,
});

describe('the policy for an origin', () => {
  it('is the first that fits', () => {
    const special = guest('https://bank.example.com');
    const other = guest('https://*.example.com');
    const find = createPolicyFinder([special, other]);
    expect(find('https://bank.example.com')).toBe(special);
    expect(find('https://shop.example.com')).toBe(other);
  });

  it.each(['https://example.com', 'http://bank.example.com', 'https://evil.example', 'null', ''])(
    'does not exist for a stranger: %j',
    (origin) => {
      expect(createPolicyFinder([guest('https://*.example.com')])(origin)).toBeUndefined();
    },
  );

  it('admits http for that guest only which allows it', () => {
    const legacy = guest('http://legacy.example', { dangerouslyAllowHttp: true });
    expect(createPolicyFinder([legacy])('http://legacy.example')).toBe(legacy);
    expect(errorOf(() => createPolicyFinder([legacy, guest('http://other.example')])).code).toBe(
      'config/invalid-origin',
    );
  });

  it('exists for nobody where there are no guests', () => {
    expect(createPolicyFinder([])('https://bank.example.com')).toBeUndefined();
  });
});
