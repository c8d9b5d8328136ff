import { contactKey, contactOf, type Attempt } from './attempt.js';
import type { ContactRef } from './shared-attempts.js';

/** The attempts of a service, by their contacts: a contact has the newest one of each code. */
export interface AttemptBook {
  all(): Iterable<Attempt>;
  of(contact: ContactRef): readonly Attempt[];
  get(contact: ContactRef, verifyTypeCode: string): Attempt | undefined;
  set(attempt: Attempt): void;
  delete(attempt: Attempt): void;
  clear(): void;
}

export function createAttemptBook(): AttemptBook {
  const contacts = new Map<string, Map<string, Attempt>>();
  return {
    *all() {
      for (const attempts of contacts.values()) yield* attempts.values();
    },
    of: (contact) => [...(contacts.get(contactKey(contact))?.values() ?? [])],
    get: (contact, verifyTypeCode) => contacts.get(contactKey(contact))?.get(verifyTypeCode),
    set(attempt) {
      const key = contactKey(contactOf(attempt));
      const attempts = contacts.get(key) ?? new Map<string, Attempt>();
      attempts.set(attempt.verification.verifyTypeCode, attempt);
      contacts.set(key, attempts);
    },
    delete(attempt) {
      const key = contactKey(contactOf(attempt));
      const attempts = contacts.get(key);
      attempts?.delete(attempt.verification.verifyTypeCode);
      if (attempts?.size === 0) contacts.delete(key);
    },
    clear() {
      contacts.clear();
    },
  };
}
