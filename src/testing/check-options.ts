import { AiccError } from '../errors.js';
import { isVerifyTypeCode } from '../protocol/guards.js';
import type { ContactCenterOptions } from './options.js';

/** @throws AiccError `config/invalid-option` */
export function checkOptions({ agents, processes = [], ...durations }: ContactCenterOptions): void {
  mustDiffer(
    agents.map(({ workNo }) => workNo),
    'agents',
  );
  mustDiffer(
    processes.map(({ verifyTypeCode }) => verifyTypeCode),
    'processes',
  );
  for (const { verifyTypeCode, flow } of processes) {
    if (!isVerifyTypeCode(verifyTypeCode)) {
      throw invalid('A verifyTypeCode has letters, digits and underscores, at most 128');
    }
    if (flow && !isHttpUrl(flow.url)) throw invalid(`The flow of ${verifyTypeCode} has no http or https URL`);
    mustDiffer(
      (flow?.collect ?? []).map(({ name }) => name),
      `collect of ${verifyTypeCode}`,
    );
  }
  for (const key of ['wrapUpSeconds', 'ringSeconds', 'resultLifetimeMs', 'heartbeatMs'] as const) {
    const value = durations[key] ?? 0;
    if (!Number.isFinite(value) || value < 0) throw invalid(`${key} is not a duration`);
  }
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
