const store = 'leases';

/**
 * Changes a lease that all tabs of an origin see, for pages without Web Locks: read and written in one IndexedDB
 * transaction, so that no two tabs find it free.
 *
 * @param decide Sees the lease and says what it becomes: nothing for as it is, null for none.
 */
export function changeLease<Lease>(
  database: IDBFactory,
  name: string,
  decide: (lease: Lease | undefined) => Lease | null | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = database.open('aicc-support');
    opening.onupgradeneeded = () => opening.result.createObjectStore(store);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const opened = opening.result;
      const transaction = opened.transaction(store, 'readwrite');
      const leases = transaction.objectStore(store);
      const reading = leases.get(name);
      reading.onsuccess = () => {
        const lease = decide(reading.result as Lease | undefined);
        if (lease) leases.put(lease, name);
        else if (lease === null) leases.delete(name);
      };
      transaction.oncomplete = resolve;
      transaction.onabort = reject;
      opened.close();
    };
  });
}
