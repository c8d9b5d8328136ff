import { exportPKCS8, exportSPKI, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import type { JwtRegistration } from '../../src/testing/index.js';

/** The keys of an integrator, as they would lie in its configuration. */
export interface AgentKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** Signs claims as they are, right or wrong. */
  sign(claims: JWTPayload): Promise<string>;
}

export async function createAgentKeys(): Promise<AgentKeys> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    publicKey: await exportSPKI(publicKey),
    privateKey: await exportPKCS8(privateKey),
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey),
  };
}

export const agentName = 'ann@example.com';

export const registrationWith = (publicKey: string): JwtRegistration => ({
  mode: 'jwt',
  appName: 'crm',
  clientId: 'idp_crm',
  clientSecret: 's3cret:with+a%/colon',
  issuer: 'https://crm.example.com',
  redirectUrl: 'https://crm.example.com/callback',
  publicKey,
});
