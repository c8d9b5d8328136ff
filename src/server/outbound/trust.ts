import { createSecureContext, type SecureContext } from 'node:tls';
import { AiccError } from '../../errors.js';

/** What proves us to a server that asks for it. Never sent, logged, or part of an error. */
export interface ClientCertificate {
  /** PEM, with the chain behind it. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  readonly passphrase?: string;
}

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
