import { AiccError } from '../errors.js';
import { isVerifyTypeCode } from '../protocol/guards.js';
import { isOwnFlow } from './flow/flow-of.js';
import type { ContactCenterOptions, NumberOptions, SkillGroupOptions } from './options.js';

/** @throws AiccError `config/invalid-option` */
export function checkOptions(options: ContactCenterOptions): void {
  const { agents, processes = [], skillGroups = [], ivrs = [], ...durations } = options;
  const numbers = numbersOf(options);
  const groups = skillGroupsOf(options).map(({ id }) => id);
  mustDiffer(
    agents.map(({ workNo }) => workNo),
    'agents',
  );
  mustDiffer(
    skillGroups.map(({ id }) => id),
    'skillGroups',
  );
  mustDiffer(
    ivrs.map(({ id }) => id),
    'ivrs',
  );
  mustDiffer(
    numbers.map(({ number }) => number),
    'numbers',
  );
  for (const { number, skillGroup } of numbers) {
    if (skillGroup !== undefined && !groups.includes(skillGroup)) {
      throw invalid(`The number ${number} leads to ${skillGroup}, which is no skill group`);
    }
  }
  mustDiffer(
    processes.map(({ verifyTypeCode }) => verifyTypeCode),
    'processes',
  );
  for (const { verifyTypeCode, flow } of processes) {
    if (!isVerifyTypeCode(verifyTypeCode)) {
      throw invalid('A verifyTypeCode has letters, digits and underscores, at most 128');
    }
    if (flow && !isOwnFlow(flow) && !isHttpUrl(flow.url))
      throw invalid(`The flow of ${verifyTypeCode} has no http or https URL`);
    mustDiffer(
      (flow && !isOwnFlow(flow) ? (flow.collect ?? []) : []).map(({ name }) => name),
      `collect of ${verifyTypeCode}`,
    );
  }
  for (const key of ['wrapUpSeconds', 'ringSeconds', 'queueSeconds', 'resultLifetimeMs', 'heartbeatMs'] as const) {
    const value = durations[key] ?? 0;
    if (!Number.isFinite(value) || value < 0) throw invalid(`${key} is not a duration`);
  }
}

export const numbersOf = ({ numbers = ['88880011'] }: ContactCenterOptions): NumberOptions[] =>
  numbers.map((number) => (typeof number === 'string' ? { number } : number));

/** Those that have a name, and those that agents name. */
export function skillGroupsOf({ skillGroups = [], agents }: ContactCenterOptions): SkillGroupOptions[] {
  const ids = new Set(agents.flatMap((agent) => agent.skillGroups ?? []));
  for (const { id } of skillGroups) ids.delete(id);
  return [...skillGroups, ...[...ids].map((id) => ({ id, name: id }))];
}

const invalid = (message: string): AiccError => new AiccError('config/invalid-option', message);

function mustDiffer(keys: readonly string[], what: string): void {
  if (new Set(keys).size < keys.length) throw invalid(`Two of ${what} have the same key`);
}

function isHttpUrl(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}
