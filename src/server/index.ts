export type { Principal } from './admission.js';
export { serveConnection, type FetchHandler, type ServeConnectionOptions } from './serve-connection.js';
