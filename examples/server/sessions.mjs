// @ts-check
/**
 * Who works here. The demo has no accounts: the page of a site asks its own server for the token of an agent and gets
 * it, if that agent works there. A real site signs its agents in first.
 */
import { randomUUID } from 'node:crypto';
import { agents } from './center.mjs';
import { ownJson } from './site.mjs';

export function createSessions() {
  /** @type {Map<string, string>} */
  const workNos = new Map();
  return {
    /**
     * `POST /session { workNo }` → `{ token }`, for a page of this origin and the agents of a skill group.
     *
     * @param {string} skillGroup
     * @param {string} origin
     * @returns {NonNullable<import('./site.mjs').Site['endpoints']>}
     */
    endpointFor: (skillGroup, origin) => async (request, response) => {
      const body = request.url === '/session' ? await ownJson(request, origin) : undefined;
      const agent = agents.find(
        ({ workNo, skillGroups }) => workNo === body?.workNo && skillGroups.includes(skillGroup),
      );
      if (!agent) return void response.writeHead(404).end();
      const token = randomUUID();
      workNos.set(token, agent.workNo);
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify({ token }));
    },
    /** @param {Request} request @returns {{ id: string } | undefined} */
    authenticate(request) {
      const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
      const id = workNos.get(token);
      return id === undefined ? undefined : { id };
    },
  };
}
