import type { AgentReason, DirectoryEntry, Input, OutboundNumber } from '../../protocol/operations.js';
import type { AgentRecord, Run } from './run.js';

const maxEntries = 50;

/** All that a call can be given to, but the agent who asks. */
function entriesFor(run: Run, asking: AgentRecord): DirectoryEntry[] {
  const { skillGroups, ivrs, numbers } = run.settings;
  return [
    ...[...run.agents.values()]
      .filter((agent) => agent !== asking)
      .map(({ options: { workNo, name = workNo }, agent: { state } }) => ({
        kind: 'agent' as const,
        address: workNo,
        name,
        state,
      })),
    ...skillGroups.map(({ id, name }) => ({ kind: 'skillGroup' as const, address: id, name })),
    ...ivrs.map(({ id, name }) => ({ kind: 'ivr' as const, address: id, name })),
    ...numbers.map(({ number, name = number }) => ({ kind: 'accessCode' as const, address: number, name })),
  ];
}

export function searchDirectory(run: Run, agent: AgentRecord, input: Input<'directory.search'>): DirectoryEntry[] {
  const { kind } = input;
  const text = input.text.trim().toLowerCase();
  return entriesFor(run, agent)
    .filter((entry) => kind === undefined || entry.kind === kind)
    .filter(({ name, address }) => [name, address].some((each) => each.toLowerCase().includes(text)))
    .slice(0, maxEntries);
}

export const outboundNumbers = (run: Run): OutboundNumber[] =>
  run.settings.numbers.map(({ number, name }) => ({ number, ...(name !== undefined && { name }) }));

export const listReasons = (run: Run): readonly AgentReason[] => run.settings.reasons;
