import { AiccError } from '../../errors.js';
import type { ProcessConfiguration, RecordsPage, RecordsQuery, VerificationRecord } from '../../protocol/operations.js';
import { withEntry, type RecordEntry } from '../../verification/records/entry.js';
import { searchRecords } from '../../verification/records/search.js';
import type { SharedAttempts } from './shared-attempts.js';

/**
 * Where a verification service keeps what must last: the entries of its records, and the processes.
 *
 * Entries are appended and never changed. `append` settles when the entry is safe; the service lets nothing take effect
 * that is not written down, so a store that is away makes an attempt abnormal (3), never successful.
 */
export interface VerificationStore {
  /**
   * Adds an entry. A record ends once: of what comes after its end only a `noted` is taken.
   *
   * @throws AiccError `verification/not-running` for a step or an end of a record that has ended, and for any entry of
   * one that never began; `verification/already-running` where servers share attempts ({@link SharedAttempts});
   * `server/store-unavailable`: nobody knows whether it was written
   */
  append(entry: RecordEntry): Promise<void>;
  /** One page of the records that the entries make, the newest first. */
  search(query: RecordsQuery): Promise<RecordsPage>;
  /** Undefined when none were ever saved. */
  loadProcesses(): Promise<readonly ProcessConfiguration[] | undefined>;
  /**
   * Saves them, if what is saved is still what the change was made from.
   *
   * @param from what `loadProcesses` gave
   * @returns whether they were saved; `false` means that somebody else has changed them meanwhile
   */
  saveProcesses(
    processes: readonly ProcessConfiguration[],
    from: readonly ProcessConfiguration[] | undefined,
  ): Promise<boolean>;
  /** Of a store that several servers use. Without it each server knows its own attempts only. */
  readonly shared?: SharedAttempts;
}

/** A store in the memory of one process: for tests, a demo, and where records are of no concern. */
export function memoryVerificationStore(): VerificationStore {
  const records = new Map<string, VerificationRecord>();
  let saved: readonly ProcessConfiguration[] | undefined;
  return {
    async append(entry) {
      const before = records.get(entry.recordId);
      const record = withEntry(before, entry);
      const isLate = before?.endedAt !== undefined && entry.type !== 'noted';
      if (!record || isLate) throw new AiccError('verification/not-running', 'The attempt is over');
      records.set(entry.recordId, record);
    },
    search: async (query) => searchRecords([...records.values()], query),
    loadProcesses: async () => saved,
    async saveProcesses(processes, from) {
      if (saved !== from) return false;
      saved = processes;
      return true;
    },
  };
}
