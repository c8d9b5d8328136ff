/** All that a page keeps and shows, with what a token manager says of itself, as text. */
export async function keptBy(tokens: unknown): Promise<string> {
  const rows: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      await new Promise((resolve) => (all.onsuccess = resolve));
      rows.push(...(all.result as unknown[]));
    }
    database.close();
  }
  const locks = (navigator as Partial<Navigator>).locks;
  return JSON.stringify([
    rows,
    Object.entries(localStorage),
    Object.entries(sessionStorage),
    document.cookie,
    location.href,
    history.state,
    window.name,
    tokens,
    await locks?.query(),
    performance.getEntries().map(({ name }) => name),
  ]);
}
