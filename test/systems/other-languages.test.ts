import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { importSPKI, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentKeyPair, signAgentAssertion } from '../../src/server/index.js';
import { startIdentityProvider, type RunningIdentityProvider } from '../../src/testing/node/index.js';
import { findOpenssl } from '../../scripts/programs.mjs';
import { agentName, registrationWith } from '../support/identity.js';

const examples = path.join(import.meta.dirname, '..', '..', 'examples', 'other-languages');
let provider: RunningIdentityProvider;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const { publicKey, privateKey } = await createAgentKeyPair();
  const registration = registrationWith(publicKey);
  provider = await startIdentityProvider({ clients: [registration], agents: [agentName] });
  folder = mkdtempSync(path.join(tmpdir(), 'aicc-keys-'));
  const keyFile = path.join(folder, 'private.pem');
  writeFileSync(keyFile, privateKey, { mode: 0o600 });
  env = {
    PATH: process.env.PATH,
    AICC_TOKEN_ENDPOINT: provider.tokenEndpoint,
    AICC_CLIENT_ID: registration.clientId,
    AICC_CLIENT_SECRET: registration.clientSecret,
    AICC_ISSUER: registration.issuer,
    AICC_REDIRECT_URL: registration.redirectUrl,
    AICC_PRIVATE_KEY_FILE: keyFile,
  };
});
afterAll(async () => {
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('The example of the documents for', () => {
  it.each([
    ['Java', 'java', 'AgentToken.java'],
    ['curl', 'sh', 'agent-token.sh'],
  ])(
    '%s gets a token from the identity provider',
    async (_, program, file) => {
      const run = promisify(execFile)(program, [path.join(examples, file), agentName], { env });
      const reply = JSON.parse((await run).stdout) as { access_token: string; token_type: string };
      expect(reply.token_type).toBe('bearer');
      expect(await provider.verify(reply.access_token)).toMatchObject({ userName: agentName, scopes: ['hotline'] });
      await expect(promisify(execFile)(program, [path.join(examples, file), 'eve'], { env })).rejects.toThrow();
      // Java compiles it first.
    },
    120_000,
  );
});

it('A key pair of the OpenSSL commands of the documents signs, and is verified', async () => {
  const openssl = (args: string, input?: string): string =>
    execFileSync(findOpenssl() ?? '', args.split(' '), { input, encoding: 'utf8', stdio: 'pipe' });
  const privateKey = openssl('genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048');
  const publicKey = await importSPKI(openssl('pkey -pubout', privateKey), 'RS256');
  const assertion = await signAgentAssertion({ issuer: 'https://crm.example.com', userName: agentName, privateKey });
  expect((await jwtVerify(assertion, publicKey)).payload).toMatchObject({ user_name: agentName });
});
