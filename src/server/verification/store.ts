import type { ProcessConfiguration, RecordsPage, RecordsQuery, VerificationRecord } from '../../protocol/operations.js';
import { withEntry, type RecordEntry } from '../../verification/records/entry.js';
import { searchRecords } from '../../verification/records/search.js';

/**
 * Where a verification service keeps what must last: the entries of its records, and the processes.
 *
 * Entries are appended and never changed. `append` settles when the entry is safe; the service lets nothing take effect
 * that is not written down, so a store that is away makes an attempt abnormal (3), never successful.
 */
export interface VerificationStore {
  append(entry: RecordEntry): Promise<void>;
  /** One page of the records that the entries make, the newest first. */
  search(query: RecordsQuery): Promise<RecordsPage>;
  /** Undefined when none were ever saved. */
  loadProcesses(): Promise<readonly ProcessConfiguration[] | undefined>;
  saveProcesses(processes: readonly ProcessConfiguration[]): Promise<void>;
}

/** A store in the memory of one process: for tests, a demo, and where records are of no concern. */
export function memoryVerificationStore(): VerificationStore {
  const records = new Map<string, VerificationRecord>();
  let saved: readonly ProcessConfiguration[] | undefined;
  return {
    async append(entry) {
      const record = withEntry(records.get(entry.recordId), entry);
      if (record) records.set(entry.recordId, record);
    },
    search: async (query) => searchRecords([...records.values()], query),
    loadProcesses: async () => saved,
    async saveProcesses(processes) {
      saved = processes;
    },
  };
}
