// @ts-check
/**
 * Who works on the workbench. The demo has no accounts: its own page asks for the token of an agent and gets it. A
 * real workbench signs its agents in first.
 */
import { randomUUID } from 'node:crypto';
import { agents } from './center.mjs';

export function createSessions() {
  /** @type {Map<string, string>} */
  const workNos = new Map();
  return {
    /** @param {unknown} workNo @returns {string | undefined} none for an unknown agent */
    tokenFor(workNo) {
      const agent = agents.find((each) => each.workNo === workNo);
      if (!agent) return undefined;
      const token = randomUUID();
      workNos.set(token, agent.workNo);
      return token;
    },
    /** @param {Request} request @returns {{ id: string } | undefined} */
    authenticate(request) {
      const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
      const id = workNos.get(token);
      return id === undefined ? undefined : { id };
    },
  };
}
