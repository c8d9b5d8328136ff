/** Sends one request, and says what came back, whatever its status. */
export type Send = (url: string, init: RequestInit & { readonly fetch?: typeof globalThis.fetch }) => Promise<Response>;

/** For the script-tag file: all that ky adds is switched off, and ky is 5 kB of it (decision 24). */
export const sendPlainly: Send = (url, { fetch = globalThis.fetch, ...init }) => fetch(url, init);
