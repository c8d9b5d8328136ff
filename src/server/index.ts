export type { Principal } from './admission.js';
export { memoryReplayStore, type MemoryReplayStoreOptions, type ReplayStore } from './replay-store.js';
export { serveConnection, type FetchHandler, type ServeConnectionOptions } from './serve-connection.js';
