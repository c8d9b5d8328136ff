import { AiccError } from '../../errors.js';
import { isNumberToDial } from '../../protocol/guards.js';
import type { TargetInput } from '../../protocol/operations.js';
import type { IvrOptions } from '../options.js';
import { isFree, membersOf, readyLongest } from './agents.js';
import type { AgentRecord, Run } from './run.js';

/** Whom a call is given to. Access codes are numbers of the centre, so they lead to a group or to whoever is free. */
export type Target =
  | { readonly kind: 'agent'; readonly agent: AgentRecord }
  | { readonly kind: 'skillGroup'; readonly id: string }
  | { readonly kind: 'anybody' }
  | { readonly kind: 'ivr'; readonly ivr: IvrOptions }
  | { readonly kind: 'number'; readonly number: string };

/**
 * Finds who is meant.
 *
 * @throws AiccError `call/invalid-number` when there is nothing of the kind, `call/wrong-state` for an agent who cannot
 * take a call
 */
export function targetOf(run: Run, { to, kind = run.agents.has(to) ? 'agent' : 'number' }: TargetInput): Target {
  const target = find(run, to, kind);
  if (!target) throw new AiccError('call/invalid-number', `There is no ${kind} that a call could be given to: ${to}`);
  if (target.kind !== 'agent' || isFree(run, target.agent)) return target;
  throw new AiccError('call/wrong-state', `Agent ${to} cannot take a call`);
}

function find(run: Run, to: string, kind: NonNullable<TargetInput['kind']>): Target | undefined {
  const { settings, agents } = run;
  switch (kind) {
    case 'agent': {
      const agent = agents.get(to);
      return agent && { kind, agent };
    }
    case 'skillGroup':
      return settings.skillGroups.some(({ id }) => id === to) ? { kind, id: to } : undefined;
    case 'ivr': {
      const ivr = settings.ivrs.find(({ id }) => id === to);
      return ivr && { kind, ivr };
    }
    case 'accessCode': {
      const number = settings.numbers.find((each) => each.number === to);
      if (!number) return undefined;
      return number.skillGroup === undefined ? { kind: 'anybody' } : { kind: 'skillGroup', id: number.skillGroup };
    }
    case 'number':
      return isNumberToDial(to) ? { kind, number: to } : undefined;
  }
}

/**
 * Who of a target can be asked for advice now: nobody waits in a queue for that, and a menu has none.
 *
 * @throws AiccError `call/wrong-state` when nobody is free, `call/invalid-number` for a menu
 */
export function adviserOf(run: Run, target: Target): AgentRecord | string {
  switch (target.kind) {
    case 'agent':
      return target.agent;
    case 'number':
      return target.number;
    case 'ivr':
      throw new AiccError('call/invalid-number', 'A menu cannot be asked for advice');
    default: {
      const members = target.kind === 'anybody' ? [...run.agents.values()] : membersOf(run, target.id);
      const agent = readyLongest(run, members);
      if (!agent) throw new AiccError('call/wrong-state', 'Nobody there is free');
      return agent;
    }
  }
}
