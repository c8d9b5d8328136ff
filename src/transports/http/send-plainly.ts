import type { Send } from './client.js';

/** For the script-tag file: `httpTransport` switches off all that ky adds, and ky is 5 kB of it (decision 24). */
export const sendPlainly: Send = (url, { fetch = globalThis.fetch, ...init }) => fetch(url, init);
