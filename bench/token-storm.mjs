/**
 * A refresh storm: three tabs that wake up with a token that has ended, and five calls in each at once. The provider
 * takes each refresh token once, as RFC 9700 asks it to rotate them, and needs 300 ms. Counted are its requests, how many
 * were under way at once, and the calls that got a token that counts.
 */
import { bundlePages, origins } from './browser.mjs';
import { rounded } from './statistics.mjs';

/**
 * @typedef {object} StormResult
 * @property {number} requests
 * @property {number} refused of them, for a refresh token that was used already
 * @property {number} atOnce
 * @property {number} served of all calls
 * @property {number} calls
 * @property {number} lastMs until the last call settled
 * @property {string} [error] what the first call that got none was told
 */

const tabs = 3;
const callsPerTab = 5;
const delayMs = 300;

/** @param {object} value */
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * @param {import('playwright-core').Browser} browser
 * @returns {Promise<Record<string, StormResult>>} by contender
 */
export async function measureTokenStorm(browser) {
  const pages = await bundlePages(['storm']);
  /** @type {Record<string, StormResult>} */
  const results = {};
  for (const one of ['ours', 'oidc', 'supabase', 'auth0']) results[one] = await measure(browser, pages, one);
  return results;
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {Map<string, string>} pages
 * @param {string} one
 * @returns {Promise<StormResult>}
 */
async function measure(browser, pages, one) {
  const context = await browser.newContext();
  const provider = createProvider();
  await context.route('**/*', async (route) => {
    const request = route.request();
    const { origin, pathname } = new URL(request.url());
    const cors = {
      'access-control-allow-origin': origins.workbench,
      'access-control-allow-headers': '*, content-type, auth0-client, x-client-info, apikey, x-supabase-api-version',
      'access-control-allow-methods': '*',
    };
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers: cors });
    if (request.method() === 'POST') {
      const { status, body } = await provider.token(request.postData() ?? '', one);
      const headers = { ...cors, 'content-type': 'application/json' };
      return route.fulfill({ status, headers, body: JSON.stringify(body) }).catch(() => undefined);
    }
    const body = origin === origins.workbench ? pages.get(pathname) : undefined;
    return body === undefined ? route.abort() : route.fulfill({ body, contentType: 'text/html; charset=utf-8' });
  });
  try {
    const open = async () => {
      const page = await context.newPage();
      await page.goto(`${origins.workbench}/storm.html?one=${one}`);
      await page.waitForFunction(() => 'storm' in window);
      return page;
    };
    /** @type {import('playwright-core').Page[]} */
    const opened = [];
    for (let tab = 0; tab < tabs; tab += 1) opened.push(await open());
    const outcomes = await Promise.all(
      opened.map((page) => page.evaluate((count) => window.storm.calls(count), callsPerTab)),
    );
    const calls = outcomes.flat();
    const failed = calls.find(({ token }) => token === undefined || !provider.counts(token));
    return {
      ...provider.seen(),
      served: calls.filter(({ token }) => token !== undefined && provider.counts(token)).length,
      calls: calls.length,
      lastMs: rounded(Math.max(...calls.map(({ ms }) => ms)), 0),
      ...(failed && { error: failed.error ?? 'a token that had ended' }),
    };
  } finally {
    await context.close();
  }
}

function createProvider() {
  let [requests, refused, underWay, atOnce] = [0, 0, 0, 0];
  let next = 1;
  /** @type {Set<string>} */
  const given = new Set();
  return {
    seen: () => ({ requests, refused, atOnce }),
    /** @param {string} token */
    counts: (token) => given.has(token),
    /** @param {string} body @param {string} one */
    async token(body, one) {
      requests += 1;
      underWay += 1;
      atOnce = Math.max(atOnce, underWay);
      // The page's own backend signs a new assertion for each exchange: there is nothing that could be used twice.
      const shown = one === 'ours' ? `refresh-${next}` : (/refresh-\d+/.exec(body)?.[0] ?? '');
      const isFirst = shown === `refresh-${next}` && underWay === 1;
      if (isFirst) next += 1;
      else refused += 1;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      underWay -= 1;
      if (!isFirst) return { status: 400, body: { error: 'invalid_grant', error_description: 'Used already' } };
      const now = Math.floor(Date.now() / 1000);
      const claims = { sub: 'agent-1', aud: 'crm', iss: `${origins.stranger}/`, iat: now, exp: now + 3600, n: next };
      const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`;
      given.add(token);
      return {
        status: 200,
        body: {
          access_token: token,
          refresh_token: `refresh-${next}`,
          token_type: 'Bearer',
          expires_in: 3600,
          expires_at: now + 3600,
          ...(one === 'auth0' && { id_token: token, scope: 'openid profile email offline_access' }),
          ...(one === 'supabase' && { user: { id: 'agent-1', aud: 'crm', app_metadata: {}, user_metadata: {} } }),
        },
      };
    },
  };
}
