import { systemClock } from '../clock.js';
import { AiccError } from '../errors.js';
import { maxCallDataLength } from '../protocol/guards.js';
import { checkOptions, numbersOf, skillGroupsOf } from './check-options.js';
import type { ContactCenter } from './contact-center.js';
import { createFaultBox } from './faults.js';
import { createLinks } from './links.js';
import { endCall } from './model/calls.js';
import { leave, signOut } from './model/contacts.js';
import { callIn } from './model/customer-calls.js';
import { endPassage } from './model/passages.js';
import { isLive, liveCallsOf, viewersOf } from './model/queries.js';
import { dispatch } from './model/queue.js';
import { createRun, type AgentRecord, type Run, type RunSettings } from './model/run.js';
import { agentAt, defaultSeat } from './model/seats.js';
import { abandonAttempts } from './model/verifications.js';
import { snapshotOf } from './model/view.js';
import type { OperationRecord } from './operation-record.js';
import { capabilitiesOf, performOperation } from './operations.js';
import type { ContactCenterOptions } from './options.js';
import { createPhones } from './phones.js';
import type { VerificationRecord } from './verification-record.js';

/**
 * A contact centre without a telephone system: agents, skill groups with queues, customers, calls, contacts, focus and
 * identity authentication, with a clock that a test can move and faults that it can inject. Runs in a page and in Node.
 *
 * Who signs in is ready. A call rings until it is answered, rejected or `ringSeconds` are over; a call that was answered
 * is followed by wrap-up, and the contact ends with it. A consulted colleague has no wrap-up. A call to a skill group
 * waits until one of its agents is free; who does not answer it is busy, and it waits again. An authentication flow asks
 * the customer's leg and calls a real HTTP API.
 *
 * @throws AiccError `config/invalid-option`
 * @example
 * const center = createContactCenter({
 *   agents: [{ workNo: '371' }],
 *   processes: [{
 *     verifyTypeCode: 'RETAIL_OTP',
 *     name: 'One-time password',
 *     enabled: true,
 *     flow: { url: 'https://bank.example.com/verify', collect: [{ name: 'otp', prompt: 'Your code?', digits: 6 }] },
 *   }],
 * });
 * const connection = await connect(center.transport({ workNo: '371' }));
 * await connection.request('agent.signIn', {});
 * const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011' });
 * await connection.request('call.answer', {});
 * await connection.request('verification.start', { verifyTypeCode: 'RETAIL_OTP' });
 * customer.sendDigits('123456');
 */
export function createContactCenter(options: ContactCenterOptions): ContactCenter {
  checkOptions(options);
  const { clock = systemClock, agents, idPrefix = '', heartbeatMs = 5000, recording = false } = options;
  const numbers = numbersOf(options);
  const settings: RunSettings = {
    clock,
    numbers,
    skillGroups: skillGroupsOf(options),
    ivrs: options.ivrs ?? [],
    reasons: options.reasons ?? [],
    isRecorded: recording,
    inheritOnTransfer: options.inheritOnTransfer ?? false,
    idPrefix,
    wrapUpMs: (options.wrapUpSeconds ?? 30) * 1000,
    ringMs: (options.ringSeconds ?? 60) * 1000,
    queueMs: (options.queueSeconds ?? Infinity) * 1000,
    resultLifetimeMs: options.resultLifetimeMs ?? 1_800_000,
    // Looked up at each call: a test may replace it later.
    fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
  };
  const processes = new Map(options.processes?.map((process) => [process.verifyTypeCode, process]));
  const { keepRequests = 10_000 } = options;
  const requests: OperationRecord[] = [];
  const records: VerificationRecord[] = [];
  const phones = createPhones();
  const faults = createFaultBox();
  let runs = 0;
  let closed = false;
  let run = begin();

  function begin(): Run {
    runs += 1;
    return createRun({
      epoch: `${idPrefix}center-${runs}`,
      settings,
      agents,
      processes,
      phones,
      onEvent: (workNo, event, seat) => links.emit(workNo, event, seat),
      onRecord: (record) => records.push(record),
      onTurn: dispatch,
    });
  }

  const links = createLinks({
    clock,
    faults,
    heartbeatMs,
    capabilities: capabilitiesOf(recording),
    snapshot: ({ workNo, seat }) => snapshotOf(run, agentOf(workNo), seat),
    perform({ workNo, seat }, operation, input) {
      const at = clock.now();
      requests.push({ workNo, operation, input, at, ...(seat !== defaultSeat && { seat }) });
      if (requests.length > keepRequests) requests.shift();
      return performOperation(run, { agent: agentOf(workNo), seat }, operation, input);
    },
    seenFrom: ({ workNo, seat }, event) =>
      event.type === 'agent.updated' ? { ...event, agent: agentAt(agentOf(workNo), seat, event.agent) } : event,
  });

  function agentOf(workNo: string): AgentRecord {
    const agent = run.agents.get(workNo);
    if (!agent) throw new AiccError('config/invalid-option', `There is no agent ${workNo}`);
    return agent;
  }

  /** Nothing of the run is told any more; the customers hear that their calls are over. */
  function stop(stopped: Run, error: AiccError): void {
    stopped.stop();
    links.cut(error);
    for (const { flow } of stopped.attempts.values()) flow.abort();
    for (const line of stopped.lines) line.end('restart');
  }

  return {
    get epoch() {
      return run.epoch;
    },
    get requests() {
      return requests.slice();
    },
    faults: {
      next: faults.arm,
      clear: faults.clear,
      disconnect(workNo) {
        links.cut(new AiccError('bridge/peer-gone', 'The link to the centre was cut'), workNo);
      },
    },
    transport({ workNo, seat = defaultSeat }) {
      agentOf(workNo);
      return {
        name: 'simulated',
        async open(sink, { signal }) {
          // Like every other link it takes a moment.
          await Promise.resolve();
          if (signal.aborted) throw new AiccError('bridge/closed', 'The connection was closed');
          if (closed) throw new AiccError('net/unreachable', 'The contact centre is closed', { retryable: false });
          return links.open({ workNo, seat }, sink, signal);
        },
      };
    },
    callIn(call) {
      if (call.workNo !== undefined) agentOf(call.workNo);
      if (!numbers.some(({ number }) => number === call.calledNum)) {
        throw new AiccError('config/invalid-option', `${call.calledNum} is no service number of this centre`);
      }
      if ((call.callData ?? '').length > maxCallDataLength) {
        throw new AiccError('config/invalid-option', 'Call data is at most 16 KB');
      }
      return run.turn(() => callIn(run, call));
    },
    phone: phones.phone,
    caller: (contactId) => run.contacts.get(contactId)?.line?.caller,
    endContact(contactId) {
      const contact = run.contacts.get(contactId);
      if (!contact) throw new AiccError('call/not-found', `There is no contact ${contactId}`);
      run.turn(() => {
        contact.line?.end('ended');
        for (const record of [...run.calls.values()]) {
          if (record.call.contactId === contactId && isLive(record)) endCall(run, record, 'ended');
        }
        const passage = run.passages.get(contactId);
        if (passage) endPassage(run, passage, 'ended');
        abandonAttempts(run, contactId);
        for (const agent of viewersOf(run, contactId)) leave(run, agent, contactId);
      });
    },
    signOut(workNo) {
      const agent = agentOf(workNo);
      run.turn(() => {
        for (const record of liveCallsOf(run, workNo)) endCall(run, record, 'signed-out');
        if (agent.base !== 'offline') signOut(run, agent);
      });
    },
    setProcessEnabled(verifyTypeCode, enabled) {
      const process = processes.get(verifyTypeCode);
      if (!process) throw new AiccError('verification/unknown-code', `There is no process ${verifyTypeCode}`);
      processes.set(verifyTypeCode, { ...process, enabled });
    },
    snapshot(agent) {
      const { workNo, seat = defaultSeat } = typeof agent === 'string' ? { workNo: agent } : agent;
      return snapshotOf(run, agentOf(workNo), seat);
    },
    records: () => records.slice(),
    restart() {
      const old = run;
      // First, so that whoever reacts to the cut meets the new run.
      run = begin();
      stop(old, new AiccError('bridge/peer-gone', 'The contact centre restarted'));
    },
    close() {
      closed = true;
      stop(run, new AiccError('net/unreachable', 'The contact centre was closed', { retryable: false }));
    },
  };
}
