import type { Snapshot } from '../../protocol/entities.js';
import { agentAt } from './seats.js';
import { attemptSeenBy } from './verifications.js';
import { attemptKey, type AgentRecord, type Run } from './run.js';

/**
 * What one agent knows at one seat, read from the state and not from the events: a change that was not told shows as a difference.
 * Only the order of the lists is that of the telling, as a listener has it.
 */
export function snapshotOf(run: Run, agent: AgentRecord, seat: string): Snapshot {
  const order = new Map([...agent.told.keys()].map((key, index) => [key, index]));
  const inOrder = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
    items
      .map((item) => ({ item, position: order.get(keyOf(item)) ?? Infinity }))
      .sort((a, b) => a.position - b.position)
      .map(({ item }) => item);

  const contacts = [...run.contacts.values()].map(({ contact }) => contact).filter(({ id }) => agent.parts.has(id));
  const calls = [...run.calls.values()].filter(({ workNo }) => workNo === agent.options.workNo).map(({ call }) => call);
  const verifications = [...run.attempts.values()]
    .filter(({ verification }) => agent.parts.has(verification.contactId))
    .map((attempt) => attemptSeenBy(agent, attempt));

  return {
    epoch: run.epoch,
    agent: agentAt(agent, seat),
    contacts: inOrder(contacts, ({ id }) => id),
    calls: inOrder(calls, ({ id }) => id),
    verifications: inOrder(verifications, ({ contactId, verifyTypeCode }) => attemptKey(contactId, verifyTypeCode)),
    focus: agent.focus === undefined ? {} : { contactId: agent.focus },
  };
}
