import { contactKey } from './attempt.js';
import type { ContactRef } from './shared-attempts.js';
import type { View } from './view.js';

/** Which agents of this server have which contacts. Kept as they change, so that no question goes through all agents. */
export interface Audience {
  of(contact: ContactRef): readonly View[];
  contactsOf(view: View): readonly ContactRef[];
  /** Takes up what a view has now. Returns the contacts that it has, and those that it has no more. */
  update(view: View): Changed;
  remove(view: View): readonly ContactRef[];
  readonly size: number;
}

export interface Changed {
  readonly has: readonly ContactRef[];
  readonly lost: readonly ContactRef[];
  /** Those which nobody here had before. */
  readonly fresh: readonly ContactRef[];
}

export function createAudience(): Audience {
  const views = new Map<View, readonly ContactRef[]>();
  const viewers = new Map<string, Set<View>>();

  function drop(view: View, contact: ContactRef): void {
    const those = viewers.get(contactKey(contact));
    those?.delete(view);
    if (those?.size === 0) viewers.delete(contactKey(contact));
  }

  return {
    of: (contact) => [...(viewers.get(contactKey(contact)) ?? [])],
    contactsOf: (view) => views.get(view) ?? [],
    update(view) {
      const { epoch } = view;
      const has = view.connection.snapshot().contacts.map(({ id }): ContactRef => ({ epoch, contactId: id }));
      const keys = new Set(has.map(contactKey));
      const lost = (views.get(view) ?? []).filter((contact) => !keys.has(contactKey(contact)));
      views.set(view, has);
      for (const contact of lost) drop(view, contact);
      const fresh = has.filter((contact) => !viewers.has(contactKey(contact)));
      for (const contact of has) {
        const those = viewers.get(contactKey(contact)) ?? new Set();
        viewers.set(contactKey(contact), those.add(view));
      }
      return { has, lost, fresh };
    },
    remove(view) {
      const lost = views.get(view) ?? [];
      views.delete(view);
      for (const contact of lost) drop(view, contact);
      return lost;
    },
    get size() {
      return views.size;
    },
  };
}
