import { AiccError } from '../../errors.js';
import type { Verification } from '../../protocol/entities.js';
import type { Output, VerificationProcess, VerifyRef } from '../../protocol/operations.js';
import { runFlow, type FlowOutcome } from '../flow/run-flow.js';
import type { FlowOptions } from '../options.js';
import { contactSeenBy, hasLiveCall, viewersOf } from './queries.js';
import { attemptKey, type AgentRecord, type AttemptRecord, type Run } from './run.js';

/** What a code runs; undefined when it is unknown, disabled or not configured. */
function flowOf(run: Run, verifyTypeCode: string): FlowOptions | undefined {
  const process = run.processes.get(verifyTypeCode);
  return process?.enabled ? process.flow : undefined;
}

export const listProcesses = (run: Run): VerificationProcess[] =>
  [...run.processes.values()]
    .filter(({ verifyTypeCode }) => flowOf(run, verifyTypeCode))
    .map(({ verifyTypeCode, name }) => ({ verifyTypeCode, name }));

/** The result of the contact asked for, else of the one in focus. A contact that the agent does not see has none. */
export function readResult(
  run: Run,
  agent: AgentRecord,
  { verifyTypeCode, contactId = agent.focus }: VerifyRef,
): Output<'verification.result'> {
  const { epoch } = run;
  if (!flowOf(run, verifyTypeCode)) return { verifyTypeCode, verifyResult: '', epoch };
  if (contactId === undefined) return { verifyTypeCode, verifyResult: '0', epoch };
  const attempt = agent.parts.has(contactId) ? run.attempts.get(attemptKey(contactId, verifyTypeCode)) : undefined;
  return { verifyTypeCode, verifyResult: `${attempt?.verification.result ?? 0}`, contactId, epoch };
}

export function startVerification(
  run: Run,
  agent: AgentRecord,
  { verifyTypeCode, contactId = agent.focus }: VerifyRef,
): Output<'verification.start'> {
  const flow = flowOf(run, verifyTypeCode);
  if (!flow) {
    throw new AiccError('verification/unknown-code', `No authentication process ${verifyTypeCode} is enabled`);
  }
  if (contactId === undefined) throw new AiccError('verification/no-contact', 'No contact is in focus');
  const { contact, serviceNumber } = contactSeenBy(run, agent, contactId);
  const before = run.attempts.get(attemptKey(contactId, verifyTypeCode));
  if (before && isRunning(before)) {
    throw new AiccError('verification/already-running', `${verifyTypeCode} is running for ${contactId}`);
  }
  const customer = customerCall(run, contactId);
  const isVoice = contact.mediaType === 'audio' || contact.mediaType === 'video';
  if (isVoice ? customer?.call.answeredAt === undefined : flow.collect?.length) {
    throw new AiccError('call/wrong-state', 'There is no customer on the line to ask');
  }

  const number = (before?.verification.attempt ?? 0) + 1;
  const attempt: AttemptRecord = {
    verification: { contactId, verifyTypeCode, attempt: number, result: 0, startedAt: run.now() },
    workNo: agent.options.workNo,
    customerNumber: contact.customerNumber,
    flow: new AbortController(),
  };
  run.attempts.set(attemptKey(contactId, verifyTypeCode), attempt);
  tell(run, attempt);
  void runFlow(flow, {
    callData: contact.callData,
    serviceNumber,
    workNo: agent.options.workNo,
    line: customer?.line,
    fetch: run.settings.fetch,
    after: run.after,
    signal: attempt.flow.signal,
    onStep(step) {
      if (!isRunning(attempt)) return;
      attempt.verification = { ...attempt.verification, step };
      tell(run, attempt);
    },
  })
    .catch((): FlowOutcome => ({ result: 3, failureReason: 'unreachable' }))
    .then((outcome) => {
      end(run, attempt, outcome);
    });
  return { contactId, attempt: number };
}

export function cancelVerification(
  run: Run,
  agent: AgentRecord,
  { verifyTypeCode, contactId = agent.focus }: VerifyRef,
): void {
  if (contactId === undefined) throw new AiccError('verification/no-contact', 'No contact is in focus');
  contactSeenBy(run, agent, contactId);
  const attempt = run.attempts.get(attemptKey(contactId, verifyTypeCode));
  if (!attempt || !isRunning(attempt)) {
    throw new AiccError('verification/not-running', `${verifyTypeCode} is not running for ${contactId}`);
  }
  end(run, attempt, { result: 0, failureReason: 'cancelled' });
}

/** The customer is gone: what still runs is abnormal. */
export function abandonAttempts(run: Run, contactId: string): void {
  for (const attempt of attemptsOf(run, contactId)) end(run, attempt, { result: 3, failureReason: 'hangup' });
}

/** Takes back the results whose time is over, unless a call of the contact is live. */
export function expireResults(run: Run, contactId: string): void {
  if (hasLiveCall(run, contactId)) return;
  for (const attempt of attemptsOf(run, contactId)) {
    const { result, endedAt } = attempt.verification;
    if (result === 0 || endedAt === undefined || endedAt + run.settings.resultLifetimeMs > run.now()) continue;
    attempt.verification = { ...attempt.verification, result: 0 };
    tell(run, attempt);
  }
}

export const attemptsOf = (run: Run, contactId: string): AttemptRecord[] =>
  [...run.attempts.values()].filter(({ verification }) => verification.contactId === contactId);

const isRunning = ({ verification }: AttemptRecord): boolean => verification.endedAt === undefined;

const customerCall = (run: Run, contactId: string) =>
  [...run.calls.values()].find(
    ({ role, call }) => role === 'main' && call.contactId === contactId && call.state !== 'ended',
  );

function end(run: Run, attempt: AttemptRecord, { result, failureReason, returns = ['', '', ''] }: FlowOutcome): void {
  if (!isRunning(attempt)) return;
  const { contactId, verifyTypeCode, attempt: number, startedAt } = attempt.verification;
  const endedAt = run.now();
  const ended: Verification = { contactId, verifyTypeCode, attempt: number, result, startedAt, endedAt };
  attempt.verification = ended;
  attempt.flow.abort();
  tell(run, attempt);
  run.record({
    epoch: run.epoch,
    contactId,
    verifyTypeCode,
    attempt: number,
    workNo: attempt.workNo,
    ...(attempt.customerNumber !== undefined && { customerNumber: attempt.customerNumber }),
    result: result,
    startedAt,
    endedAt,
    ...(failureReason !== undefined && { failureReason }),
    verifyReturn1: returns[0],
    verifyReturn2: returns[1],
    verifyReturn3: returns[2],
  });
  run.after(run.settings.resultLifetimeMs, () => {
    expireResults(run, contactId);
  });
}

function tell(run: Run, { verification }: AttemptRecord): void {
  for (const viewer of viewersOf(run, verification.contactId)) {
    run.emit(viewer.options.workNo, { type: 'verification.updated', verification });
  }
}
