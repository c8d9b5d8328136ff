import type { Contact } from '../../protocol/entities.js';
import type { CallerPort } from '../../verification/flow/caller.js';
import type { VerificationRole } from '../../verification/permissions.js';

export interface AttachOptions {
  /** The telephone of a contact's customer; undefined where there is none (e-mail, chat). */
  readonly caller: (contact: Contact) => CallerPort | undefined;
  /** What the agent may do. Asked anew each time where it is a function. */
  readonly role: VerificationRole | (() => VerificationRole);
  /** How sure the telephone network is of a contact's calling number, where it says so. */
  readonly attestationOf?: (contact: Contact) => string | undefined;
}
