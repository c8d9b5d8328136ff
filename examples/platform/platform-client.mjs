// @ts-check
/** What the server of a site asks the platform: whose code this is. A code counts once. */

/**
 * @typedef {object} KnownAgent
 * @property {string} userName the account name at the contact centre
 * @property {string} platformToken the platform's own access token, which is exchanged for one of the centre
 *
 * @typedef {(request: Request) => Promise<KnownAgent | undefined>} RedeemCode
 */

/**
 * Reads what `oauthSource` sends to its `endpoint`, redeems the code with the site's own secret, and asks UserInfo.
 *
 * @param {object} options
 * @param {string} options.tokenEndpoint
 * @param {string} options.userEndpoint
 * @param {string} options.clientId
 * @param {string} options.clientSecret
 * @param {string} options.mappingField
 * @returns {RedeemCode} gives nobody for a code that does not count
 */
export function createRedeemer({ tokenEndpoint, userEndpoint, clientId, clientSecret, mappingField }) {
  // Source: RFC 6749, section 2.3.1.
  const credentials = btoa([clientId, clientSecret].map(encodeURIComponent).join(':'));

  /** @param {string} url @param {RequestInit} init @returns {Promise<Record<string, unknown>>} */
  const ask = async (url, init) => {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(10_000) });
    return response.ok ? /** @type {Record<string, unknown>} */ (await response.json()) : {};
  };

  return async (request) => {
    const { code, code_verifier, redirect_uri } = /** @type {Record<string, string>} */ (await request.json());
    const { access_token: platformToken } = await ask(tokenEndpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: String(code),
        code_verifier: String(code_verifier),
        redirect_uri: String(redirect_uri),
      }),
    });
    if (typeof platformToken !== 'string') return undefined;
    const user = await ask(userEndpoint, { headers: { authorization: `Bearer ${platformToken}` } });
    const userName = user[mappingField];
    return typeof userName === 'string' ? { userName, platformToken } : undefined;
  };
}
