import type { Verification } from '../../protocol/entities.js';
import type { ProcessConfiguration, VerificationRecord } from '../../protocol/operations.js';
import type { Attempt } from './attempt.js';

/** How an attempt stands by its record. */
export type Standing = Pick<Attempt, 'verification' | 'recordId' | 'epoch' | 'workNo' | 'flow' | 'requiredLevel'> & {
  readonly level?: 0 | 1;
};

/**
 * How the attempts of a contact stand: the newest one of each code, with those that a success of another satisfies.
 *
 * @param records of the contact, in the order in which they began
 */
export function standingsOf(
  records: readonly VerificationRecord[],
  processes: readonly ProcessConfiguration[],
): readonly Standing[] {
  const standings = new Map<string, Standing>();
  const processOf = (code: string) => processes.find(({ verifyTypeCode }) => verifyTypeCode === code);

  for (const record of records) {
    const { verifyTypeCode, requiredLevel } = record;
    const notes = notesOf(record);
    const verification = verificationOf(record, notes);
    const standing: Standing = {
      ...{ verification, recordId: record.id, epoch: record.epoch, workNo: record.workNo, requiredLevel },
      flow: processOf(verifyTypeCode)?.flow ?? '',
      ...(record.level !== undefined && { level: record.level }),
    };
    standings.set(verifyTypeCode, standing);
    for (const { step, outcome = '' } of notes) {
      const before = standings.get(outcome)?.verification;
      const process = processOf(outcome);
      if (step !== 'satisfies' || !process || before?.result === 1) continue;
      const attempt = (before?.attempt ?? 0) + 1;
      const satisfied = { ...verification, verifyTypeCode: outcome, attempt };
      standings.set(outcome, { ...standing, requiredLevel: process.requiredLevel, verification: satisfied });
    }
  }
  return [...standings.values()];
}

type Steps = VerificationRecord['steps'];

/** What became of the result. After its end a record takes nothing else. */
function notesOf({ steps, endedAt }: VerificationRecord): Steps {
  const end = steps.map(({ step }) => step).lastIndexOf('ended');
  return endedAt === undefined ? [] : steps.slice(end + 1);
}

function verificationOf(record: VerificationRecord, notes: Steps): Verification {
  const { contactId, verifyTypeCode, attempt, startedAt, endedAt, steps } = record;
  const result = notes.some(({ step }) => step === 'expired') ? 0 : record.result;
  const verification = { contactId, verifyTypeCode, attempt, result, startedAt };
  if (endedAt !== undefined) return { ...verification, endedAt };
  const step = steps.length > 1 ? steps.at(-1)?.step : undefined;
  return { ...verification, ...(step !== undefined && { step }) };
}
