import { AiccError } from '../../errors.js';
import type { Call } from '../../protocol/entities.js';
import { updateCall } from './calls.js';
import { callFor, liveCallsOf } from './queries.js';
import type { AgentRecord, Run } from './run.js';

/**
 * Pauses or resumes the recording of the call named, else of the one that is recorded and talks.
 *
 * @throws AiccError `call/not-found`, `call/wrong-state`
 */
export function setRecording(
  run: Run,
  agent: AgentRecord,
  callId: string | undefined,
  recording: NonNullable<Call['recording']>,
): void {
  const recorded = liveCallsOf(run, agent.options.workNo).find(
    ({ call }) => call.recording && (call.state === 'talking' || call.state === 'conference'),
  );
  const record = callFor(run, agent, callId ?? recorded?.call.id, 'talking', 'conference');
  const { recording: before, id } = record.call;
  if (!before || before === recording) {
    throw new AiccError('call/wrong-state', `The recording of the call ${id} is ${before ?? 'off'}`);
  }
  updateCall(run, record, { recording });
}
