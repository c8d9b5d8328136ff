import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { AiccError } from '../../errors.js';

/** Makes what lies in the store useless to whoever reads it. */
export interface TokenVault {
  /** The name of an entry, which does not tell whose it is. */
  nameOf(userName: string): string;
  /** AES-256-GCM, bound to the name: an entry that was moved to another name opens no more. */
  seal(name: string, text: string): string;
  /** `undefined` for what was not sealed here, with this key, under this name. */
  open(name: string, sealed: string): string | undefined;
}

const ivBytes = 12;
const tagBytes = 16;

/** @throws AiccError `config/invalid-option`, which holds nothing of the key */
export function createTokenVault(encryptionKey: string | Uint8Array): TokenVault {
  const key = typeof encryptionKey === 'string' ? Buffer.from(encryptionKey, 'base64') : Buffer.from(encryptionKey);
  if (key.length !== 32) {
    throw new AiccError('config/invalid-option', 'encryptionKey must be 32 bytes, or these in base64', {
      remedy: 'Make one: openssl rand -base64 32',
    });
  }
  const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `aicc-support token ${use}`, 32));
  const sealing = derive('entry');
  const naming = derive('name');

  return {
    nameOf: (userName) => createHmac('sha256', naming).update(userName).digest('base64url').slice(0, 32),
    seal(name, text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(name));
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
    },
    open(name, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < ivBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        const text = decipher.update(bytes.subarray(ivBytes, -tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
