import {
  createContactCenter,
  createManualClock,
  type CallInOptions,
  type ContactCenter,
  type CustomerCall,
  type CustomerCallState,
  type FaultKind,
  type FaultOptions,
  type ManualClock,
  type OperationRecord,
  type VerificationRecord,
} from '../../src/testing/index.js';
import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import type { Snapshot } from '../../src/protocol/entities.js';
import type { Input, Operation, Output } from '../../src/protocol/operations.js';

/** What the third-party API answers from now on. */
export interface ApiAnswer {
  /** @default 200 */
  readonly status?: number;
  /** Sent as it is. */
  readonly body: string;
  /** Never answers before `driver.apiRelease()`. */
  readonly held?: boolean;
}

/**
 * The contact centre as a test drives it. Every method is asynchronous, takes and returns plain data only, so it works
 * across a frame or a network too: see {@link callDriver} and {@link proxyDriver}.
 */
export interface CenterDriver {
  callIn(options: CallInOptions): Promise<{ readonly callId: string; readonly contactId: string }>;
  /** What the customer of an inbound call sees and does. */
  customerState(callId: string): Promise<CustomerCallState>;
  customerPrompts(callId: string): Promise<readonly string[]>;
  customerDigits(callId: string, digits: string): Promise<void>;
  customerHangUp(callId: string): Promise<void>;
  /** What the customer of an outbound call does. */
  phoneAnswer(number: string): Promise<void>;
  phoneReject(number: string): Promise<void>;
  phoneDigits(number: string, digits: string): Promise<void>;
  phoneHangUp(number: string): Promise<void>;
  /** The newest call on a telephone. */
  phoneState(number: string): Promise<CustomerCallState | undefined>;
  /** What agents typed into it. */
  phoneDtmf(number: string): Promise<string | undefined>;
  endContact(contactId: string): Promise<void>;
  setProcessEnabled(verifyTypeCode: string, enabled: boolean): Promise<void>;
  /** An operation of another agent, or of the same one by another way; at another seat where one is named. */
  perform<O extends Operation>(workNo: string, operation: O, input: Input<O>, seat?: string): Promise<Output<O>>;
  apiAnswers(answer: ApiAnswer): Promise<void>;
  /** Lets the held answers go. */
  apiRelease(): Promise<void>;
  /** The bodies that the third-party API received, parsed, oldest first. */
  apiRequests(): Promise<readonly unknown[]>;
  fault(kind: FaultKind, options?: FaultOptions): Promise<void>;
  clearFaults(): Promise<void>;
  disconnect(workNo?: string): Promise<void>;
  restart(): Promise<void>;
  /** Passes time in the centre: rings, wrap-ups, heartbeats of its links. */
  advance(ms: number): Promise<void>;
  snapshot(workNo: string): Promise<Snapshot>;
  requests(): Promise<readonly OperationRecord[]>;
  records(): Promise<readonly VerificationRecord[]>;
  dispose(): Promise<void>;
}

/** All methods, for proxies. */
const centerDriverMethods = [
  'callIn',
  'customerState',
  'customerPrompts',
  'customerDigits',
  'customerHangUp',
  'phoneAnswer',
  'phoneReject',
  'phoneDigits',
  'phoneHangUp',
  'phoneState',
  'phoneDtmf',
  'endContact',
  'setProcessEnabled',
  'perform',
  'apiAnswers',
  'apiRelease',
  'apiRequests',
  'fault',
  'clearFaults',
  'disconnect',
  'restart',
  'advance',
  'snapshot',
  'requests',
  'records',
  'dispose',
] as const satisfies readonly (keyof CenterDriver)[];

/** One call of the driver as a message. */
export interface DriverCall {
  readonly method: keyof CenterDriver;
  readonly args: readonly unknown[];
}

/** Performs a {@link DriverCall}: the near end of a proxy. */
export async function callDriver(driver: CenterDriver, { method, args }: DriverCall): Promise<unknown> {
  const target = driver[method] as (...args: readonly unknown[]) => Promise<unknown>;
  return target(...args);
}

/** A driver that sends each call as one message: the far end of a proxy. */
export function proxyDriver(send: (call: DriverCall) => Promise<unknown>): CenterDriver {
  const entries = centerDriverMethods.map((method) => [method, (...args: unknown[]) => send({ method, args })]);
  return Object.fromEntries(entries) as CenterDriver;
}

/** A third-party API that needs no server: hand `fetch` to the centre and `answers` to the driver. */
export interface ApiStub {
  readonly fetch: typeof globalThis.fetch;
  readonly received: unknown[];
  answers(answer: ApiAnswer): void;
  release(): void;
}

function createApiStub(): ApiStub {
  let answer: ApiAnswer = { body: '{"data":{"verifyResult":1}}' };
  let waiting: (() => void)[] = [];
  const received: unknown[] = [];
  return {
    received,
    async fetch(_url, init) {
      received.push(JSON.parse(init?.body as string));
      const { status = 200, body, held } = answer;
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      return new Response(body, { status });
    },
    answers(next) {
      answer = next;
    },
    release() {
      for (const each of waiting) each();
      waiting = [];
    },
  };
}

/** Drives a centre in the same realm. */
function createCenterDriver(center: ContactCenter, clock: ManualClock, api = createApiStub()): CenterDriver {
  const customers = new Map<string, CustomerCall>();
  const connections = new Map<string, Promise<Connection>>();

  const customer = (callId: string): CustomerCall => {
    const found = customers.get(callId);
    if (!found) throw new Error(`No customer made the call ${callId}`);
    return found;
  };
  const connectionOf = (workNo: string, seat: string): Promise<Connection> => {
    const key = `${workNo} ${seat}`;
    const existing = connections.get(key);
    if (existing) return existing;
    const made = connect(center.transport({ workNo, seat }), { reconnect: { initialDelayMs: 1, maxDelayMs: 10 } });
    connections.set(key, made);
    return made;
  };

  return {
    async callIn(options) {
      const call = center.callIn(options);
      customers.set(call.callId, call);
      return { callId: call.callId, contactId: call.contactId };
    },
    customerState: async (callId) => customer(callId).state,
    customerPrompts: async (callId) => [...customer(callId).prompts],
    customerDigits: async (callId, digits) => customer(callId).sendDigits(digits),
    customerHangUp: async (callId) => customer(callId).hangUp(),
    phoneAnswer: async (number) => center.phone(number).answer(),
    phoneReject: async (number) => center.phone(number).reject(),
    phoneDigits: async (number, digits) => center.phone(number).sendDigits(digits),
    phoneHangUp: async (number) => center.phone(number).hangUp(),
    phoneState: async (number) => center.phone(number).call?.state,
    phoneDtmf: async (number) => center.phone(number).call?.dtmf,
    endContact: async (contactId) => center.endContact(contactId),
    setProcessEnabled: async (code, enabled) => center.setProcessEnabled(code, enabled),
    perform: async (workNo, operation, input, seat = 'default') =>
      (await connectionOf(workNo, seat)).request(operation, input),
    apiAnswers: async (answer) => api.answers(answer),
    apiRelease: async () => api.release(),
    apiRequests: async () => [...api.received],
    fault: async (kind, options) => center.faults.next(kind, options),
    clearFaults: async () => center.faults.clear(),
    disconnect: async (workNo) => center.faults.disconnect(workNo),
    restart: async () => {
      customers.clear();
      center.restart();
    },
    advance: (ms) => clock.advance(ms),
    snapshot: async (workNo) => center.snapshot(workNo),
    requests: async () => [...center.requests],
    records: async () => [...center.records()],
    async dispose() {
      for (const each of connections.values()) await (await each).close();
      center.close();
    },
  };
}

/** The agents and codes of {@link createContractCenter}. */
export const contract = {
  agent: '371',
  colleague: '372',
  serviceNumber: '88880011',
  /** Leads to the queue of the group that both agents are in. */
  queueNumber: '88880012',
  skillGroup: 'retail',
  /** Asks for six digits. */
  otpCode: 'RETAIL_OTP',
  /** Asks nothing. */
  aniCode: 'RETAIL_ANI',
  disabledCode: 'RETAIL_OLD',
  /** Long beside what `settle` passes each time. */
  wrapUpMs: 3_600_000,
  ringMs: 7_200_000,
  resultLifetimeMs: 1_800_000,
} as const;

/** The centre that the contract suite expects behind every connection, with its driver. */
export function createContractCenter(): { center: ContactCenter; clock: ManualClock; driver: CenterDriver } {
  const clock = createManualClock(Date.UTC(2026, 0, 5, 9));
  const api = createApiStub();
  const url = 'https://bank.example.com/verify';
  const center = createContactCenter({
    clock,
    fetch: api.fetch,
    agents: [
      { workNo: contract.agent, name: 'Agent 371', skillGroups: [contract.skillGroup] },
      { workNo: contract.colleague, name: 'Agent 372', skillGroups: [contract.skillGroup] },
    ],
    numbers: [
      contract.serviceNumber,
      { number: contract.queueNumber, name: 'Retail line', skillGroup: contract.skillGroup },
    ],
    skillGroups: [{ id: contract.skillGroup, name: 'Retail banking' }],
    ivrs: [{ id: 'survey', name: 'Survey', prompt: 'Were you content?' }],
    reasons: [{ state: 'rest', reason: '11', name: 'Lunch' }],
    recording: true,
    wrapUpSeconds: contract.wrapUpMs / 1000,
    ringSeconds: contract.ringMs / 1000,
    resultLifetimeMs: contract.resultLifetimeMs,
    processes: [
      {
        verifyTypeCode: contract.otpCode,
        name: 'One-time password',
        enabled: true,
        flow: { url, collect: [{ name: 'otp', prompt: 'Please enter your code', digits: 6, timeoutSeconds: 3600 }] },
      },
      { verifyTypeCode: contract.aniCode, name: 'Calling number', enabled: true, flow: { url } },
      { verifyTypeCode: contract.disabledCode, name: 'Old', enabled: false, flow: { url } },
    ],
  });
  return { center, clock, driver: createCenterDriver(center, clock, api) };
}
