// @ts-check
/** The access token of the agent: each site's own server gives one to its own page. Kept in memory only. */

/**
 * @param {string} workNo
 * @returns {(options: { signal: AbortSignal, rejected?: string }) => Promise<string>}
 */
export function createTokenSource(workNo) {
  let token = '';
  return async ({ signal, rejected }) => {
    if (token !== '' && token !== rejected) return token;
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workNo }),
      signal,
    });
    if (!response.ok) throw new Error(`The session was refused with ${response.status}`);
    token = /** @type {{ token: string }} */ (await response.json()).token;
    return token;
  };
}
