// @ts-check
/** Who works here. `?agent=372` is the second agent. */

export const workNo = new URL(location.href).searchParams.get('agent') ?? '371';

/**
 * The access token of the agent: the demo's server gives one to its own page. Kept in memory only.
 *
 * @returns {(options: { signal: AbortSignal, rejected?: string }) => Promise<string>}
 */
export function createTokenSource() {
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
