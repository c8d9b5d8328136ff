import type { Clock } from '../../src/clock.js';
import { AiccError } from '../../src/errors.js';
import {
  memoryVerificationStore,
  type ContactRef,
  type RecordEntry,
  type SharedAttempts,
  type VerificationStore,
} from '../../src/server/index.js';
import { contactKey } from '../../src/server/verification/attempt.js';
import { serverLost } from '../../src/server/verification/shared-attempts.js';

export interface SharedStore extends VerificationStore {
  readonly shared: SharedAttempts;
  /** Answers nothing but an error from now on. */
  isAway: boolean;
  /** The looks of the servers: which leases each renewed, and since when it asked. */
  readonly looks: { readonly running: readonly string[]; readonly since: string | undefined }[];
  /** Its records are lost, as when it began anew. */
  forget(): void;
}

/** What several servers share, in memory and on the clock of a test. */
export function createSharedStore(clock: Clock, { leaseMs = 9000, lookEveryMs = 1000 } = {}): SharedStore {
  let memory = memoryVerificationStore();
  const contacts = new Map<string, ContactRef>();
  const leases = new Map<string, number>();
  /** The contacts of the attempts that run. */
  const running = new Set<string>();
  const news: ContactRef[] = [];
  const looks: SharedStore['looks'] = [];

  async function write(entry: RecordEntry): Promise<void> {
    const { recordId } = entry;
    if (entry.type === 'started') {
      const { epoch, contactId } = entry.record;
      if (running.has(contactKey(entry.record))) throw new AiccError('verification/already-running');
      contacts.set(recordId, { epoch, contactId });
      leases.set(recordId, clock.now() + leaseMs);
      running.add(contactKey(entry.record));
    }
    const contact = contacts.get(recordId);
    if (entry.type === 'ended' && contact) {
      leases.delete(recordId);
      running.delete(contactKey(contact));
    }
    if (contact) news.push(contact);
    await memory.append(entry);
  }

  async function sweep(): Promise<void> {
    if (store.isAway) throw new AiccError('server/store-unavailable');
    for (const [recordId, until] of leases) {
      if (until > clock.now()) continue;
      await write({ type: 'ended', recordId, at: clock.now(), result: 3, failureReason: serverLost });
    }
  }

  const store: SharedStore = {
    isAway: false,
    looks,
    forget() {
      memory = memoryVerificationStore();
      leases.clear();
      running.clear();
    },
    async append(entry) {
      await sweep();
      await write(entry);
    },
    async search(query) {
      await sweep();
      return memory.search(query);
    },
    loadProcesses: () => memory.loadProcesses(),
    saveProcesses: (processes, from) => memory.saveProcesses(processes, from),
    shared: {
      leaseMs,
      lookEveryMs,
      async recordsOf({ epoch, contactId }) {
        await sweep();
        const { records } = await memory.search({ contactId, limit: 200 });
        return records.filter((record) => record.epoch === epoch).reverse();
      },
      async tend(ids, since) {
        looks.push({ running: [...ids], since });
        for (const id of ids) if (leases.has(id)) leases.set(id, clock.now() + leaseMs);
        await sweep();
        const changed = since === undefined ? [] : news.slice(Number(since));
        return { ended: ids.filter((id) => !leases.has(id)), changed, upTo: `${news.length}` };
      },
    },
  };
  return store;
}
