export type { Principal } from './admission.js';
export { createOutbound, type OutboundOptions } from './outbound/create-outbound.js';
export type { Outbound, OutboundRequest, OutboundResponse } from './outbound/outbound.js';
export type { ClientCertificate } from './outbound/trust.js';
export { memoryReplayStore, type MemoryReplayStoreOptions, type ReplayStore } from './replay-store.js';
export { serveConnection, type FetchHandler, type ServeConnectionOptions } from './serve-connection.js';
