// @ts-check
/**
 * Who is signed in at a site: its own session, in a cookie that no script reads. The demo has no passwords; a real site
 * signs its agents in as it does already. For whoever is, the site's server gets access tokens.
 */
import { randomUUID } from 'node:crypto';
import { createTokenHandler } from 'aicc-support/server';
import { agents } from './center.mjs';
import { nodeAdapter } from './node-adapter.mjs';
import { ownJson } from './site.mjs';

const eightHours = 8 * 60 * 60;

/**
 * - `GET /session/371` → `{ signedIn }`
 * - `POST /session { workNo }` signs an agent in, for a page of this origin
 * - `POST /api/aicc-token/371` gives an access token of an agent who is signed in
 *
 * The tabs of a browser may be of several agents here: each has a cookie.
 *
 * @param {object} options
 * @param {'retail' | 'sales'} options.skillGroup whose agents work here
 * @param {string} options.origin
 * @param {import('./identity.mjs').Exchange} options.exchange
 * @returns {NonNullable<import('./site.mjs').Site['endpoints']>}
 */
export function createSessions({ skillGroup, origin, exchange }) {
  /** @type {Map<string, string>} */
  const workNos = new Map();
  /** Cookies know no ports: those of two sites on one host are told apart by name. @param {string} workNo */
  const cookieOf = (workNo) => `${skillGroup}-session-${workNo}`;

  /** @param {string} workNo */
  const agentOf = (workNo) => agents.find((each) => each.workNo === workNo && each.skillGroups.includes(skillGroup));

  /**
   * The agent of a request, when the browser has the session of that agent.
   *
   * @param {string} url
   * @param {string} cookies
   */
  const signedIn = (url, cookies) => {
    const workNo = new URL(url, origin).pathname.split('/').at(-1) ?? '';
    const pairs = cookies.split(/;\s*/).map((pair) => pair.split('='));
    const [, session = ''] = pairs.find(([name]) => name === cookieOf(workNo)) ?? [];
    return workNos.get(session) === workNo ? agentOf(workNo) : undefined;
  };

  const tokens = nodeAdapter(
    createTokenHandler({
      authenticate({ url, headers }) {
        const agent = signedIn(url, headers.get('cookie') ?? '');
        return agent && { userName: agent.account };
      },
      exchange: ({ userName }, options) => exchange(userName, options),
    }),
    origin,
  );

  return async (request, response) => {
    const { url = '/', method, headers } = request;
    const { pathname } = new URL(url, origin);
    if (pathname.startsWith('/api/aicc-token/')) return tokens(request, response);
    const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    if (pathname.startsWith('/session/') && method === 'GET') {
      const isSignedIn = signedIn(url, headers.cookie ?? '') !== undefined;
      return void response.writeHead(200, json).end(JSON.stringify({ signedIn: isSignedIn }));
    }
    const body = pathname === '/session' ? await ownJson(request, origin) : undefined;
    const agent = agentOf(String(body?.['workNo']));
    if (!agent) return void response.writeHead(404).end();
    const session = randomUUID();
    workNos.set(session, agent.workNo);
    const cookie = `${cookieOf(agent.workNo)}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${eightHours}`;
    response.writeHead(200, { ...json, 'set-cookie': cookie }).end(JSON.stringify({ signedIn: true }));
  };
}
