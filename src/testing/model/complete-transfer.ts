import { endCall, peerOf } from './calls.js';
import { consultation } from './consult.js';
import { handOver } from './hand-over.js';
import { bridge } from './outside.js';
import type { AgentRecord, Run } from './run.js';

/** Gives the customer to who was consulted. */
export function completeTransfer(run: Run, agent: AgentRecord, callId?: string): void {
  const { leg, main } = consultation(run, agent, callId);
  const { contactId } = main.call;
  const { line: customer } = main;
  const { line: outside } = leg;
  const colleague = peerOf(run, leg);
  if (!customer) return;
  main.line = leg.line = leg.peerId = undefined;
  if (colleague) {
    colleague.peerId = undefined;
    handOver(run, colleague, customer);
  } else if (outside) {
    bridge(run, { contactId, line: customer, isTransfer: true, stop: () => undefined }, outside);
  }
  endCall(run, leg, 'transferred');
  endCall(run, main, 'transferred');
}
