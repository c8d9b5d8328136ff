// @ts-check
/**
 * Who is signed in at a site: its own session, in a cookie that no script reads. It begins here without a password,
 * where a real site signs its agents in as it does already, or with a code of the platform where the company's people
 * sign in. For whoever is signed in, the site's server gets access tokens.
 */
import { randomUUID } from 'node:crypto';
import { createTokenHandler, memoryTokenCache, oauthCallbackPage } from 'aicc-support/server';
import { agents } from './center.mjs';
import { nodeAdapter } from './node-adapter.mjs';
import { ownJson } from './site.mjs';

/** @typedef {import('./identity.mjs').SignedInAgent} SignedInAgent */

const eightHours = 8 * 60 * 60;

/**
 * - `GET /session/371` → `{ signedIn }`
 * - `POST /session { workNo }` signs an agent in, for a page of this origin
 * - `POST /api/aicc-token/371` gives an access token of an agent who is signed in
 * - `GET /signed-in` is where the platform sends the browser back to
 * - `POST /api/aicc-sign-in/371 { code, … }` signs in whom the code is of, and gives an access token
 *
 * The tabs of a browser may be of several agents here: each has a cookie.
 *
 * @param {object} options
 * @param {'retail' | 'sales'} options.skillGroup whose agents work here
 * @param {string} options.origin
 * @param {import('./identity.mjs').SiteIdentity} options.identity
 * @returns {NonNullable<import('./site.mjs').Site['endpoints']>}
 */
export function createSessions({ skillGroup, origin, identity }) {
  /** @type {Map<string, SignedInAgent>} */
  const sessions = new Map();
  /** Cookies know no ports: those of two sites on one host are told apart by name. @param {string} workNo */
  const cookieOf = (workNo) => `${skillGroup}-session-${workNo}`;

  /** @param {string} workNo */
  const agentOf = (workNo) => agents.find((each) => each.workNo === workNo && each.skillGroups.includes(skillGroup));

  /** Of which agent a request is, by the end of its path. @param {string} url */
  const askedFor = (url) => agentOf(new URL(url, origin).pathname.split('/').at(-1) ?? '');

  /**
   * The agent of a request, when the browser has the session of that agent.
   *
   * @param {string} url
   * @param {string} cookies
   */
  const signedIn = (url, cookies) => {
    const agent = askedFor(url);
    const pairs = cookies.split(/;\s*/).map((pair) => pair.split('='));
    const [, id = ''] = pairs.find(([name]) => agent && name === cookieOf(agent.workNo)) ?? [];
    const session = sessions.get(id);
    return session?.userName === agent?.account ? session : undefined;
  };

  /** Begins a session. @param {string} workNo @param {SignedInAgent} agent @returns {string} its cookie */
  const begin = (workNo, agent) => {
    const id = randomUUID();
    sessions.set(id, agent);
    return `${cookieOf(workNo)}=${id}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${eightHours}`;
  };

  const cache = memoryTokenCache();
  const { exchange } = identity;
  const giveToken = createTokenHandler({
    cache,
    exchange,
    authenticate: ({ url, headers }) => signedIn(url, headers.get('cookie') ?? ''),
  });

  /** Whom the code of a request was of. @type {WeakMap<Request, SignedInAgent>} */
  const redeemed = new WeakMap();
  const redeemCode = createTokenHandler({
    cache,
    exchange,
    async authenticate(request) {
      const agent = await identity.redeem(request.clone());
      // Whoever signed in at the platform may be somebody else than the agent of the page.
      if (!agent || agent.userName !== askedFor(request.url)?.account) return undefined;
      redeemed.set(request, agent);
      // What is kept may come of the other way.
      await cache.drop(agent.userName);
      return agent;
    },
  });

  /** @param {Request} request */
  async function signInByCode(request) {
    const response = await redeemCode(request);
    const [agent, asked] = [redeemed.get(request), askedFor(request.url)];
    if (response.ok && agent && asked) response.headers.append('set-cookie', begin(asked.workNo, agent));
    return response;
  }

  const forPages = nodeAdapter(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/signed-in') return oauthCallbackPage({ pageOrigin: origin });
    return pathname.startsWith('/api/aicc-token/') ? giveToken(request) : signInByCode(request);
  }, origin);

  return async (request, response) => {
    const { url = '/', method, headers } = request;
    const { pathname } = new URL(url, origin);
    if (pathname === '/signed-in' || /^\/api\/aicc-(token|sign-in)\//.test(pathname))
      return forPages(request, response);
    const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    if (pathname.startsWith('/session/') && method === 'GET') {
      const isSignedIn = signedIn(url, headers.cookie ?? '') !== undefined;
      return void response.writeHead(200, json).end(JSON.stringify({ signedIn: isSignedIn }));
    }
    const body = pathname === '/session' ? await ownJson(request, origin) : undefined;
    const agent = agentOf(String(body?.['workNo']));
    if (!agent) return void response.writeHead(404).end();
    const cookie = begin(agent.workNo, { userName: agent.account });
    response.writeHead(200, { ...json, 'set-cookie': cookie }).end(JSON.stringify({ signedIn: true }));
  };
}
