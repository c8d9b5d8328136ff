import type { VerificationRecord } from '../../protocol/operations.js';

/** A contact, named so that no other run of a centre means the same. */
export interface ContactRef {
  readonly epoch: string;
  readonly contactId: string;
}

/**
 * What servers that share a store know of each other's attempts. See decision 38.
 *
 * 1. `append` of a beginning claims the contact: it is refused with `verification/already-running` while any attempt of
 *    the contact runs, on whatever server.
 * 2. A running attempt has a lease, which the server that runs it renews (`tend`). When a lease is over, whoever looks
 *    next ends the attempt: 3, `server_lost`.
 * 3. An end is written once. A server that comes back after its lease is over can write nothing into the record, so it
 *    has no success to show.
 */
export interface SharedAttempts {
  /** How long an attempt runs on that nobody renews, in milliseconds. */
  readonly leaseMs: number;
  /** Between two looks, in milliseconds. */
  readonly lookEveryMs: number;
  /** The records of a contact in the order in which they began. */
  recordsOf(contact: ContactRef): Promise<readonly VerificationRecord[]>;
  /**
   * Renews the leases of the attempts that this server runs, and ends those of servers that are gone.
   *
   * @param running their records
   * @param since `upTo` of the look before; undefined at first
   */
  tend(running: readonly string[], since: string | undefined): Promise<Tended>;
}

export interface Tended {
  /** Of the given ones: those that have ended, whoever ended them. */
  readonly ended: readonly string[];
  /** Of whose records there are new entries. */
  readonly changed: readonly ContactRef[];
  readonly upTo: string;
}

/** Why an attempt is abnormal whose server is gone. */
export const serverLost = 'server_lost';
