import { AiccError } from '../errors.js';
import { isVerifyTypeCode } from '../protocol/guards.js';
import type { ConfigureInput, ProcessConfiguration, ProcessDraft } from '../protocol/operations.js';

/**
 * What an administrator's command makes of the processes. A process can be edited and deleted only while it is disabled,
 * so that no attempt runs by what is being changed.
 *
 * @param flows the names of the flows that there are
 * @throws AiccError `verification/invalid-process`, `verification/unknown-code`, `verification/process-enabled`
 */
export function configure(
  processes: readonly ProcessConfiguration[],
  { action, verifyTypeCode = '', process }: ConfigureInput,
  flows: readonly string[],
): readonly ProcessConfiguration[] {
  switch (action) {
    case 'list':
      return processes;
    case 'create':
      return [...processes, { ...checkDraft(process, processes, flows), enabled: false }];
    case 'update': {
      const old = disabled(processes, verifyTypeCode);
      const others = processes.filter((each) => each !== old);
      const changed = { ...checkDraft(process, others, flows), enabled: false };
      return processes.map((each) => (each === old ? changed : each));
    }
    case 'delete': {
      const old = disabled(processes, verifyTypeCode);
      return processes.filter((each) => each !== old);
    }
    case 'enable':
    case 'disable': {
      const old = known(processes, verifyTypeCode);
      // Its flow may have gone since.
      if (action === 'enable') checkDraft(old, [], flows);
      return processes.map((each) => (each === old ? { ...each, enabled: action === 'enable' } : each));
    }
  }
}

/**
 * The processes that a service begins with.
 *
 * @throws AiccError `verification/invalid-process`
 */
export function checkProcesses(processes: readonly ProcessConfiguration[], flows: readonly string[]): void {
  processes.forEach((process, index) => checkDraft(process, processes.slice(0, index), flows));
}

const invalid = (message: string): AiccError => new AiccError('verification/invalid-process', message);

function checkDraft(
  draft: ProcessDraft | undefined,
  others: readonly ProcessConfiguration[],
  flows: readonly string[],
): ProcessDraft {
  if (!draft) throw invalid('The process is missing');
  const { verifyTypeCode, flow, requiredLevel } = draft;
  const name = draft.name.trim();
  if (!isVerifyTypeCode(verifyTypeCode)) throw invalid('A code has letters, digits and underscores, at most 128');
  if (name === '' || name.length > 128) throw invalid('A name has 1 to 128 characters');
  if (!flows.includes(flow)) throw invalid(`${verifyTypeCode} names a flow that the service does not have`);
  if (!([0, 1] as readonly number[]).includes(requiredLevel)) throw invalid('The required level is 0 or 1');
  if (others.some((each) => each.verifyTypeCode === verifyTypeCode)) throw invalid('There is a process of this code');
  return { verifyTypeCode, name, flow, requiredLevel };
}

function known(processes: readonly ProcessConfiguration[], code: string): ProcessConfiguration {
  const found = processes.find(({ verifyTypeCode }) => verifyTypeCode === code);
  if (!found) throw new AiccError('verification/unknown-code', 'There is no authentication process of this code');
  return found;
}

function disabled(processes: readonly ProcessConfiguration[], code: string): ProcessConfiguration {
  const found = known(processes, code);
  if (found.enabled) throw new AiccError('verification/process-enabled', `${code} is enabled`);
  return found;
}
