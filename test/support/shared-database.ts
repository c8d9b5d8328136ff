import type { FakeTab } from './shared-browser.js';
import { microtasks } from './turns.js';

interface Opening {
  result: unknown;
  onupgradeneeded?: () => void;
  onsuccess?: () => void;
}

/** As much of IndexedDB as a lease needs: one store, one transaction at a time, for all tabs. */
export function createFakeDatabase(): (tab: FakeTab) => IDBFactory {
  const rows = new Map<string, unknown>();
  let queue = Promise.resolve();

  return (tab) =>
    ({
      open() {
        const opening: Opening = { result: undefined };
        const transaction: { oncomplete?: () => void; objectStore?: unknown } = {};
        const reading: { result?: unknown; onsuccess?: () => void } = {};
        const writes: (() => void)[] = [];
        transaction.objectStore = () => ({
          get: (key: string) => {
            queue = queue.then(async () => {
              reading.result = rows.get(key);
              tab.run(() => reading.onsuccess?.());
              for (const write of writes) write();
              await microtasks();
              tab.run(() => transaction.oncomplete?.());
            });
            return reading;
          },
          put: (row: unknown, key: string) => writes.push(() => rows.set(key, row)),
          delete: (key: string) => writes.push(() => rows.delete(key)),
        });
        opening.result = { createObjectStore: () => undefined, transaction: () => transaction, close: () => undefined };
        void Promise.resolve().then(() => {
          tab.run(() => {
            opening.onsuccess?.();
          });
        });
        return opening;
      },
    }) as unknown as IDBFactory;
}
