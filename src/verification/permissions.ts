import { AiccError } from '../errors.js';

/**
 * The permissions of identity authentication: to carry it out, to configure its processes, to read its records.
 * Source: the AICC documentation, prerequisites of obtaining the authentication result.
 */
export const verificationPermissions = [
  'identity-authentication',
  'identity-authentication.configure',
  'identity-authentication.records',
] as const;

export type VerificationPermission = (typeof verificationPermissions)[number];

/** What a role may do. */
export interface VerificationRole {
  readonly permissions: readonly VerificationPermission[];
  /** Reads all records of the tenant, where others read their own. @default false */
  readonly isTenantAdministrator?: boolean;
}

/** A tenant as far as permissions go: a new one, or an old one before or after the upgrade script. */
export type TenantState = 'new' | 'old' | 'upgraded';

/** The role of a tenant's administrator. Of an old tenant it has nothing before the upgrade. */
export const tenantAdministrator = (tenant: TenantState): VerificationRole => ({
  isTenantAdministrator: true,
  permissions: tenant === 'old' ? [] : verificationPermissions,
});

export const may = ({ permissions }: VerificationRole, permission: VerificationPermission): boolean =>
  permissions.includes(permission);

/**
 * Gives a permission to a role. To configure stays with the administrator of the tenant, and nobody gives what they do
 * not have.
 *
 * @throws AiccError `auth/forbidden`
 */
export function grant(
  role: VerificationRole,
  permission: VerificationPermission,
  { by }: { readonly by: VerificationRole },
): VerificationRole {
  const isAllowed = by.isTenantAdministrator === true && may(by, permission);
  const staysWithAdministrator = permission === 'identity-authentication.configure' && !role.isTenantAdministrator;
  if (!isAllowed || staysWithAdministrator) {
    throw new AiccError('auth/forbidden', `The permission ${permission} cannot be given to this role`);
  }
  return may(role, permission) ? role : { ...role, permissions: [...role.permissions, permission] };
}

/** Of whom a role may read records: `all`, or the one agent; undefined for none. */
export function recordsOpenTo(role: VerificationRole, workNo: string): 'all' | { readonly workNo: string } | undefined {
  if (!may(role, 'identity-authentication.records')) return undefined;
  return role.isTenantAdministrator ? 'all' : { workNo };
}
