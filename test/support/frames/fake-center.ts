import type { OperationCall, Transport, TransportSink } from '../../../src/connection/transport.js';
import type { Agent, Call, Contact, Snapshot } from '../../../src/protocol/entities.js';
import type { CenterEvent } from '../../../src/protocol/events.js';
import type { CapabilityTable, Operation } from '../../../src/protocol/operations.js';
import { emptySnapshot, reduce } from '../../../src/protocol/reducer.js';

/** What reached the centre. */
export interface CenterRequest {
  readonly operation: Operation;
  readonly input: unknown;
  /** The code that the served signal was aborted with; of its reason's cause, when that has one. */
  aborted?: string;
}

/** A centre without behaviour: it records what is asked, answers what it was told to, and says what it is given. */
export interface FakeCenter {
  readonly transport: Transport;
  readonly requests: CenterRequest[];
  readonly state: Snapshot;
  emit(...events: CenterEvent[]): void;
  /** From now on: a value, or `hold` for never. */
  answer(operation: Operation, value: unknown): void;
  hold(operation: Operation): void;
  /** Whatever ends the link, so that the host is stale until it is open again. */
  lose(): void;
}

export const agent: Agent = {
  workNo: '371',
  name: 'Agent 371',
  state: 'ready',
  since: 1000,
  skillGroups: ['retail'],
};

export const contact = (id: string, more: Partial<Contact> = {}): Contact => ({
  id,
  mediaType: 'audio',
  customerNumber: '5550100',
  callData: '{"tier":"gold"}',
  startedAt: 1000,
  ...more,
});

export const call = (id: string, contactId: string, more: Partial<Call> = {}): Call => ({
  id,
  contactId,
  direction: 'in',
  state: 'ringing',
  callerNum: '5550100',
  calledNum: '88880011',
  parties: [{ kind: 'customer', number: '5550100' }],
  muted: false,
  startedAt: 1000,
  ...more,
});

const offered: CapabilityTable = {
  snapshot: true,
  'agent.setReady': true,
  'agent.setBusy': true,
  'call.dial': true,
  'call.answer': true,
  'call.hangUp': true,
  'contact.start': true,
  'verification.result': true,
  'verification.start': true,
  'verification.processes': true,
};

export function createFakeCenter(epoch = 'fake-1'): FakeCenter {
  let state: Snapshot = { ...emptySnapshot, epoch, agent };
  let sink: TransportSink | undefined;
  let seq = 0;
  const requests: CenterRequest[] = [];
  const held = new Set<Operation>();
  const answers = new Map<Operation, unknown>([['call.dial', { callId: 'call-9', contactId: 'contact-9' }]]);

  const perform = (asked: OperationCall): Promise<unknown> => {
    const { operation, input, signal } = asked;
    if (operation === 'snapshot') return Promise.resolve({ snapshot: state, seq });
    const request: CenterRequest = { operation, input };
    requests.push(request);
    signal.addEventListener('abort', () => {
      const reason = signal.reason as { code?: string; cause?: { code?: string } };
      request.aborted = reason.cause?.code ?? reason.code ?? 'unknown';
    });
    if (held.has(operation)) return new Promise(() => undefined);
    if (operation === 'verification.result' && !answers.has(operation)) return Promise.resolve(reading(input));
    return Promise.resolve(answers.get(operation));
  };

  const reading = (input: unknown): unknown => {
    const { verifyTypeCode } = input as { verifyTypeCode: string };
    const { contactId } = state.focus;
    const found = state.verifications.find(
      (each) => each.contactId === contactId && each.verifyTypeCode === verifyTypeCode,
    );
    return {
      verifyTypeCode,
      verifyResult: `${found?.result ?? 0}`,
      epoch: state.epoch,
      ...(contactId !== undefined && { contactId }),
    };
  };

  return {
    requests,
    get state() {
      return state;
    },
    transport: {
      name: 'fake',
      open(next) {
        sink = next;
        sink.snapshot({ snapshot: state, seq });
        return Promise.resolve({ capabilities: offered, perform, close: () => undefined });
      },
    },
    emit(...events) {
      for (const event of events) {
        state = reduce(state, event);
        sink?.event(event, ++seq);
      }
    },
    answer(operation, value) {
      held.delete(operation);
      answers.set(operation, value);
    },
    hold(operation) {
      held.add(operation);
    },
    lose() {
      sink?.lost(new Error('the fake centre is away') as never, { retryAfterMs: 1_000_000 });
    },
  };
}
