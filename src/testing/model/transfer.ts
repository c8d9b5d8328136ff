import { AiccError } from '../../errors.js';
import type { Input } from '../../protocol/operations.js';
import { readyLongest } from './agents.js';
import { endCall, hold } from './calls.js';
import { enterMenu, ringTelephone } from './outside.js';
import { fail, offerTo, setOut } from './passages.js';
import { callFor, consultOf } from './queries.js';
import { enqueue } from './queue.js';
import type { AgentRecord, Passage, Run } from './run.js';
import { targetOf, type Target } from './targets.js';

/** Gives the customer to somebody else: at once, or when they answer. */
export function transfer(run: Run, agent: AgentRecord, input: Input<'call.transfer'>): void {
  const main = callFor(run, agent, input.callId, 'talking', 'held');
  const { line } = main;
  if (main.role !== 'main' || !line || consultOf(run, main)) {
    throw new AiccError('call/wrong-state', `The call ${main.call.id} cannot be given away now`);
  }
  const target = targetOf(run, input);
  const { contactId } = main.call;
  // Tried before, not answered yet: this is another try.
  main.withdraw?.('cancelled');
  if (input.mode === 'on-answer') {
    if (main.call.state === 'talking') hold(run, main);
    return lead(run, setOut(run, { contactId, line, holder: main, isTransfer: true }), target);
  }
  main.line = undefined;
  line.setState('held');
  const passage = setOut(run, { contactId, line, isTransfer: true });
  endCall(run, main, 'transferred');
  lead(run, passage, target);
}

/** Brings a customer on their way to where they are going. */
export function lead(run: Run, passage: Passage, target: Target): void {
  const onMissed = (reason: string): void => {
    fail(run, passage, reason);
  };
  switch (target.kind) {
    case 'agent':
      return offerTo(run, passage, target.agent, onMissed);
    case 'anybody': {
      const agent = readyLongest(run, [...run.agents.values()]);
      return agent ? offerTo(run, passage, agent, onMissed) : onMissed('no-agent');
    }
    case 'skillGroup':
      return enqueue(run, passage, target.id);
    case 'ivr':
      return enterMenu(run, passage, target.ivr);
    case 'number':
      return ringTelephone(run, passage, target.number);
  }
}
