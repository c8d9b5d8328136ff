import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOpenssl } from '../../scripts/programs.mjs';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateAuthority {
  readonly cert: string;
  issue(commonName: string, names?: string): Certificate;
}

/** An authority of the test's own. Its keys live in this process and, while they are made, in a temporary folder. */
export function createAuthority(name = 'Test authority'): CertificateAuthority {
  const folder = mkdtempSync(path.join(tmpdir(), 'aicc-ca-'));
  const at = (file: string): string => path.join(folder, file);
  const openssl = (...args: string[]): void => {
    execFileSync(findOpenssl() ?? 'openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', `/CN=${name}`);
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  let serial = 1;
  return {
    cert: readFileSync(at('ca.pem'), 'utf8'),
    issue(commonName, names) {
      serial += 1;
      openssl('req', ...key, '-keyout', 'own.key', '-out', 'own.csr', '-subj', `/CN=${commonName}`);
      writeFileSync(at('own.ext'), names === undefined ? 'extendedKeyUsage=clientAuth\n' : `subjectAltName=${names}\n`);
      const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', `${serial}`, '-days', '2'];
      openssl('x509', '-req', '-in', 'own.csr', ...signing, '-extfile', 'own.ext', '-out', 'own.pem');
      return { cert: readFileSync(at('own.pem'), 'utf8'), key: readFileSync(at('own.key'), 'utf8') };
    },
  };
}
