import type { Transport } from '../connection/transport.js';
import type { Snapshot } from '../protocol/entities.js';
import type { CallerPort } from '../verification/flow/caller.js';
import type { CallInOptions, CustomerCall, CustomerPhone } from './customer.js';
import type { Faults } from './faults.js';
import type { OperationRecord } from './operation-record.js';
import type { VerificationRecord } from './verification-record.js';

/** Where an agent may sit. */
export interface Seat {
  readonly workNo: string;
  /** @default 'default' */
  readonly seat?: string;
}

/** A contact centre without a telephone system. See {@link createContactCenter}. */
export interface ContactCenter {
  /** Identifies this run: `center-1`, after a restart `center-2`. */
  readonly epoch: string;
  /** The operations that reached the centre, refused ones included: the newest `keepRequests`, oldest first. */
  readonly requests: readonly OperationRecord[];
  readonly faults: Faults;
  /**
   * A link of one agent at one seat: a browser, a program. Several of them may be open at a time, and the same one more
   * than once. An agent works at one seat; another sees them `elsewhere` and can only watch, or take over with
   * `agent.signIn { force: true }`.
   *
   * @throws AiccError `config/invalid-option` when there is no such agent
   * @example
   * const connection = await connect(center.transport({ workNo: '371' }));
   * await connection.request('agent.signIn', {});
   */
  transport(options: Seat): Transport;
  /**
   * A customer calls. A number with a skill group has a queue; elsewhere the call is over at once, with `no-agent`,
   * when nobody is there to take it.
   *
   * @throws AiccError `config/invalid-option` for an unknown agent or service number, or too much call data
   * @example
   * const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011', callData: '{"tier":"gold"}' });
   */
  callIn(options: CallInOptions): CustomerCall;
  /** The telephone of a customer. The same number is the same phone, after a restart too. */
  phone(number: string): CustomerPhone;
  /**
   * The customer of a contact as a verification service talks to them; undefined where there is no telephone.
   *
   * @example
   * service.attach(connection, { caller: ({ id }) => center.caller(id), role });
   */
  caller(contactId: string): CallerPort | undefined;
  /**
   * Ends a contact at once, without wrap-up: for e-mail, WhatsApp and web the only end there is.
   *
   * @throws AiccError `call/not-found`
   */
  endContact(contactId: string): void;
  /** Signs an agent out as a supervisor does: calls end with `signed-out`, a call from a queue waits again. */
  signOut(workNo: string): void;
  /**
   * Lets an authentication process be started, or not any more. What runs goes on.
   *
   * @throws AiccError `verification/unknown-code`
   */
  setProcessEnabled(verifyTypeCode: string, enabled: boolean): void;
  /** The truth about one agent, as the default seat sees it or the one that is named, for tests to compare with. */
  snapshot(agent: string | Seat): Snapshot;
  /** The authentication attempts that ended, oldest first, with what the third-party API returned beside its result. */
  records(): readonly VerificationRecord[];
  /** Stops and starts: all links are cut, all calls are over, everybody is signed out, and ids begin anew. */
  restart(): void;
  /** Stops for good: links are cut, timers are cleared. */
  close(): void;
}
