/** A Fetch-API handler behind node:http, as the servers for tests use it too. */
export { serveHttp, type RunningServer } from '../../src/testing/node/serve-http.js';
