import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { AiccError } from '../../errors.js';
import type { ChallengeKey } from './otp-store.js';

/** Evenly among all numbers of so many digits, leading zeros included. */
export const randomCode = (digits: number): string => `${randomInt(10 ** digits)}`.padStart(digits, '0');

/** The names and hashes of one service. All are keyed: the store cannot tell whose or which they are. */
export interface OtpHashes {
  /** HMAC-SHA-256 of the challenge's id and the code. */
  digest(challengeId: string, code: string): string;
  /** What stands for an account in the store. */
  account(account: string): string;
  destination(channel: string, destination: string): string;
}

/** @throws AiccError `config/invalid-option` */
export function createHashes(key: string | Uint8Array): OtpHashes {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : Buffer.from(key);
  if (bytes.byteLength < 32) throw new AiccError('config/invalid-option', 'key must have at least 32 bytes');
  const hmac = (text: string): Buffer => createHmac('sha256', bytes).update(text).digest();
  // Challenge ids have no colon, so the three kinds of text never meet.
  const name = (text: string): string => hmac(text).subarray(0, 12).toString('base64url');
  return {
    digest: (challengeId, code) => hmac(challengeId + code).toString('base64url'),
    account: (account) => name(`account:${account}`),
    destination: (channel, destination) => name(`destination:${channel}:${canonical(channel, destination)}`),
  };
}

/** However it is written, a destination is one. */
const canonical = (channel: string, destination: string): string =>
  channel === 'email' ? destination.trim().toLowerCase() : destination.replace(/\D/g, '');

export interface ChallengeId {
  readonly key: ChallengeKey;
  readonly expiresAt: number;
}

const form = /^([0-9a-z]{1,11})\.([\w-]{16})\.([\w-]{22})$/;

/** When it ends, the tag of its account, and 128 random bits. */
export function newChallengeId(account: string, expiresAt: number): string {
  return `${expiresAt.toString(36)}.${account}.${randomBytes(16).toString('base64url')}`;
}

export function readChallengeId(challengeId: string): ChallengeId | undefined {
  const [, end = '', account, id] = form.exec(challengeId) ?? [];
  return account && id ? { key: { account, id }, expiresAt: Number.parseInt(end, 36) } : undefined;
}
