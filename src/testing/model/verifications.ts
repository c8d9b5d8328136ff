import { AiccError } from '../../errors.js';
import type { Verification } from '../../protocol/entities.js';
import type { Output, VerificationProcess, VerifyRef } from '../../protocol/operations.js';
import type { FlowOutcome } from '../../verification/flow/flow.js';
import { flowFor, isOwnFlow } from '../flow/flow-of.js';
import type { ProcessOptions } from '../options.js';
import { contactSeenBy, hasLiveCall, liveCallsOf, viewersOf } from './queries.js';
import { attemptKey, type AgentRecord, type AttemptRecord, type Part, type Run } from './run.js';

/** What a code runs; undefined when it is unknown, disabled or not configured. */
function flowOf(run: Run, verifyTypeCode: string): ProcessOptions['flow'] {
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
  const result = attempt ? attemptSeenBy(agent, attempt).result : 0;
  return { verifyTypeCode, verifyResult: `${result}`, contactId, epoch };
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
  const { contact, serviceNumber, line } = contactSeenBy(run, agent, contactId);
  const before = run.attempts.get(attemptKey(contactId, verifyTypeCode));
  if (before && isRunning(before)) {
    throw new AiccError('verification/already-running', `${verifyTypeCode} is running for ${contactId}`);
  }
  // Who gave the customer away sees the contact until wrap-up is over, and has nobody to ask.
  const isOnLine = liveCallsOf(run, agent.options.workNo).some(({ call }) => call.contactId === contactId);
  const isAnswered = line?.leg.state === 'talking' || line?.leg.state === 'held';
  const isVoice = contact.mediaType === 'audio' || contact.mediaType === 'video';
  if (isVoice ? !isOnLine || !isAnswered : isOwnFlow(flow) || flow.collect?.length) {
    throw new AiccError('call/wrong-state', 'There is no customer on the line to ask');
  }

  before?.lifetime?.();
  const number = (before?.verification.attempt ?? 0) + 1;
  const attempt: AttemptRecord = {
    verification: { contactId, verifyTypeCode, attempt: number, result: 0, startedAt: run.now() },
    workNo: agent.options.workNo,
    customerNumber: contact.customerNumber,
    flow: new AbortController(),
  };
  run.attempts.set(attemptKey(contactId, verifyTypeCode), attempt);
  tell(run, attempt);
  const customerNumber = contact.customerNumber ?? '';
  const isInbound = [...run.calls.values()].some(({ call }) => call.contactId === contactId && call.direction === 'in');
  void flowFor(flow, run.settings.fetch)
    .run({
      contactId,
      callData: contact.callData,
      serviceNumber,
      workNo: agent.options.workNo,
      ...(isInbound ? { ani: { number: customerNumber } } : { statedNumber: customerNumber }),
      requiredLevel: run.processes.get(verifyTypeCode)?.requiredLevel ?? 1,
      caller: line?.caller,
      after: run.after,
      now: run.now,
      signal: attempt.flow.signal,
      onStep(step) {
        if (!isRunning(attempt)) return;
        attempt.verification = { ...attempt.verification, step };
        tell(run, attempt, ({ foreign }) => !foreign.has(attempt));
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

/** The customer is gone, or nobody is there any more: what still runs is abnormal. */
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
    tell(run, attempt, ({ foreign }) => !foreign.has(attempt));
  }
}

export const attemptsOf = (run: Run, contactId: string): AttemptRecord[] =>
  [...run.attempts.values()].filter(({ verification }) => verification.contactId === contactId);

const isRunning = ({ verification }: AttemptRecord): boolean => verification.endedAt === undefined;

/** What an agent sees of an attempt: of somebody else's, before a transfer, only that it was. */
export function attemptSeenBy({ parts }: AgentRecord, attempt: AttemptRecord): Verification {
  const { verification } = attempt;
  if (!parts.get(verification.contactId)?.foreign.has(attempt)) return verification;
  const { step: _step, ...rest } = verification;
  return { ...rest, result: 0 };
}

/** After a transfer the results of others are no longer this agent's to read. They stay with the contact. */
export function disown(run: Run, agent: AgentRecord, contactId: string): void {
  const part = agent.parts.get(contactId);
  if (!part || run.settings.inheritOnTransfer) return;
  for (const attempt of attemptsOf(run, contactId)) {
    if (attempt.workNo === agent.options.workNo || part.foreign.has(attempt)) continue;
    part.foreign.add(attempt);
    const { step, result } = attempt.verification;
    const isKnown = agent.told.has(attemptKey(contactId, attempt.verification.verifyTypeCode));
    if (isKnown && (step !== undefined || result !== 0)) tellAttempt(run, agent, attempt);
  }
}

export function tellAttempt(run: Run, agent: AgentRecord, attempt: AttemptRecord): void {
  run.emit(agent.options.workNo, { type: 'verification.updated', verification: attemptSeenBy(agent, attempt) });
}

/** The contact is over. */
export function forgetAttempts(run: Run, contactId: string): void {
  for (const [key, { verification, lifetime }] of run.attempts) {
    if (verification.contactId !== contactId) continue;
    lifetime?.();
    run.attempts.delete(key);
  }
}

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
  attempt.lifetime = run.after(run.settings.resultLifetimeMs, () => {
    expireResults(run, contactId);
  });
}

/** Tells all who see the contact, or those of them for whom it is news. */
function tell(run: Run, attempt: AttemptRecord, isNews: (part: Part) => boolean = () => true): void {
  const { contactId } = attempt.verification;
  for (const viewer of viewersOf(run, contactId)) {
    const part = viewer.parts.get(contactId);
    if (part && isNews(part)) tellAttempt(run, viewer, attempt);
  }
}
