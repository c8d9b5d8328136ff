export { serveConnection, type FetchHandler, type Principal, type ServeConnectionOptions } from './serve-connection.js';
