import { createSecureContext, type SecureContext } from 'node:tls';
import { AiccError } from '../../errors.js';
import type { ClientCertificate } from './client-certificate.js';

/** Reads certificates once, so that a broken one shows when it is configured. @throws AiccError `config/invalid-option` */
export function readTrust(clientCertificate?: ClientCertificate, ca?: string | readonly string[]): SecureContext {
  const { cert, key, passphrase } = clientCertificate ?? {};
  try {
    return createSecureContext({
      minVersion: 'TLSv1.2',
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(passphrase !== undefined && { passphrase }),
      ...(ca !== undefined && { ca: [ca].flat() }),
    });
  } catch {
    // The cause may quote what it could not read.
    throw new AiccError('config/invalid-option', 'The client certificate, its key or the authorities cannot be read');
  }
}
