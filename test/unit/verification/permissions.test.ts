import { describe, expect, it } from 'vitest';
import {
  grant,
  may,
  recordsOpenTo,
  tenantAdministrator,
  verificationPermissions,
  type VerificationRole,
} from '../../../src/verification/permissions.js';
import { errorOf } from '../../support/rejection.js';

const administrator = tenantAdministrator('new');
const nobody: VerificationRole = { permissions: [] };

describe('the permissions', () => {
  it('are all those of the administrator of a new or upgraded tenant, and none of an old one', () => {
    for (const permission of verificationPermissions) {
      expect(may(administrator, permission)).toBe(true);
      expect(may(tenantAdministrator('upgraded'), permission)).toBe(true);
      expect(may(tenantAdministrator('old'), permission)).toBe(false);
    }
  });

  it('to authenticate and to read records can be given to other roles', () => {
    for (const permission of ['identity-authentication', 'identity-authentication.records'] as const) {
      const role = grant(nobody, permission, { by: administrator });
      expect(role.permissions).toEqual([permission]);
      expect(grant(role, permission, { by: administrator })).toBe(role);
    }
  });

  it('to configure stays with the administrator', () => {
    const give = (): unknown => grant(nobody, 'identity-authentication.configure', { by: administrator });
    expect(errorOf(give).code).toBe('auth/forbidden');
  });

  it('are given by nobody who does not have them, or is no administrator', () => {
    const by = [tenantAdministrator('old'), { permissions: verificationPermissions }];
    for (const each of by) {
      expect(errorOf(() => grant(nobody, 'identity-authentication', { by: each })).code).toBe('auth/forbidden');
    }
  });

  it('open all records to the administrator, their own to others, and none without', () => {
    expect(recordsOpenTo(administrator, '371')).toBe('all');
    expect(recordsOpenTo({ permissions: ['identity-authentication.records'] }, '371')).toEqual({ workNo: '371' });
    expect(recordsOpenTo(nobody, '371')).toBeUndefined();
    expect(recordsOpenTo(tenantAdministrator('old'), '371')).toBeUndefined();
  });
});
