import type { Transport } from '../connection/transport.js';
import type { Snapshot } from '../protocol/entities.js';
import type { CallInOptions, CustomerCall, CustomerPhone } from './customer.js';
import type { Faults } from './faults.js';
import type { OperationRecord } from './operation-record.js';
import type { VerificationRecord } from './verification-record.js';

/** A contact centre without a telephone system. See {@link createContactCenter}. */
export interface ContactCenter {
  /** Identifies this run: `center-1`, after a restart `center-2`. */
  readonly epoch: string;
  /** Every operation that reached the centre, oldest first, refused ones included. */
  readonly requests: readonly OperationRecord[];
  readonly faults: Faults;
  /**
   * A link of one agent. Several of them may be open at a time, and the same one more than once.
   *
   * @throws AiccError `config/invalid-option` when there is no such agent
   * @example
   * const connection = await connect(center.transport({ workNo: '371' }));
   * await connection.request('agent.signIn', {});
   */
  transport(options: { readonly workNo: string }): Transport;
  /**
   * A customer calls. Without an agent to take it the call is over at once, with `no-agent`.
   *
   * @throws AiccError `config/invalid-option` for an unknown agent or service number, or too much call data
   * @example
   * const customer = center.callIn({ callerNum: '5550100', calledNum: '88880011', callData: '{"tier":"gold"}' });
   */
  callIn(options: CallInOptions): CustomerCall;
  /** The telephone of a customer. The same number is the same phone, after a restart too. */
  phone(number: string): CustomerPhone;
  /**
   * Ends a contact at once, without wrap-up: for e-mail, WhatsApp and web the only end there is.
   *
   * @throws AiccError `call/not-found`
   */
  endContact(contactId: string): void;
  /**
   * Lets an authentication process be started, or not any more. What runs goes on.
   *
   * @throws AiccError `verification/unknown-code`
   */
  setProcessEnabled(verifyTypeCode: string, enabled: boolean): void;
  /** The truth about one agent, for tests to compare with. */
  snapshot(workNo: string): Snapshot;
  /** The authentication attempts that ended, oldest first, with what the third-party API returned beside its result. */
  records(): readonly VerificationRecord[];
  /** Stops and starts: all links are cut, all calls are over, everybody is signed out, and ids begin anew. */
  restart(): void;
  /** Stops for good: links are cut, timers are cleared. */
  close(): void;
}
