import type { Agent, Call, Snapshot } from '../../../src/protocol/entities.js';
import type { CenterEvent } from '../../../src/protocol/events.js';
import { operations } from '../../../src/protocol/inputs.js';
import type { CapabilityTable } from '../../../src/protocol/operations.js';
import { createSoftphone, type SoftphoneOptions } from '../../../src/softphone/create-softphone.js';
import type { Softphone, SoftphoneEvents } from '../../../src/softphone/softphone.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createFakeTransport, type AcceptOptions } from '../../support/fake-transport.js';
import { aCall, aContact, anAgent, aSnapshot } from '../../support/samples.js';
import { microtasks } from '../../support/turns.js';

export const allOperations: CapabilityTable = Object.fromEntries(operations.map((operation) => [operation, true]));

/** An agent who is ready, and what else a test says. */
export const aState = (fields: Partial<Snapshot> = {}): Snapshot =>
  aSnapshot({ agent: anAgent({ state: 'ready' }), contacts: [], calls: [], verifications: [], focus: {}, ...fields });

export const ringingCall = (fields: Partial<Call> = {}): Call => {
  const { answeredAt: _, ...call } = aCall({ state: 'ringing', ...fields });
  return call;
};

/** With one call of the sample contact. */
export const withCalls = (...calls: readonly Call[]): Snapshot =>
  aState({ agent: anAgent(), contacts: [aContact()], calls, focus: { contactId: 'contact-a' } });

const names = ['agent', 'ringing', 'answered', 'ended', 'contactEnded', 'conflict', 'failed'] as const;

/** What a softphone tells from now on, in short; without `change`. */
export function storyOf(softphone: Softphone): string[] {
  const story: string[] = [];
  for (const name of names) softphone.on(name, (event) => story.push(`${name} ${inShort(event)}`));
  return story;
}

function inShort(event: SoftphoneEvents[(typeof names)[number]]): string {
  if ('call' in event) return event.call.id;
  if ('agent' in event) return event.agent.state;
  if ('error' in event) return `${event.action} ${event.error.code}`;
  return 'workNo' in event ? event.workNo : event.contact.id;
}

/** A softphone over a transport whose far side is the test, not open yet. */
export function aSoftphone(options: SoftphoneOptions = {}) {
  const clock = createFakeClock();
  const transport = createFakeTransport();
  const softphone = createSoftphone({ transport }, { clock, random: () => 0, ...options });
  let seq = 0;
  return {
    clock,
    transport,
    softphone,
    story: storyOf(softphone),
    /** Opens the link in a state. */
    async open(snapshot: Snapshot = aState(), accepted: Omit<AcceptOptions, 'snapshot'> = {}): Promise<void> {
      seq = 0;
      transport.last.accept({ snapshot, capabilities: allOperations, ...accepted });
      await microtasks();
    },
    emit(...events: readonly CenterEvent[]): void {
      for (const event of events) transport.last.sink.event(event, ++seq);
    },
    /** A gap: all that happened meanwhile is read at once. */
    resync(snapshot: Snapshot): void {
      seq += 10;
      transport.last.sink.snapshot({ snapshot, seq });
    },
    /** What reached the far side, with its input. */
    asked: (): [string, unknown][] => transport.last.performed.map(({ call }) => [call.operation, call.input]),
    /** Answers all that has not been answered. */
    async accept(value?: unknown): Promise<void> {
      for (const each of transport.last.performed) each.resolve(value);
      await microtasks();
    },
  };
}

export const agentIn = (state: Agent['state'], fields: Partial<Agent> = {}): CenterEvent => ({
  type: 'agent.updated',
  agent: anAgent({ state, ...fields }),
});
