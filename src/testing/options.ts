import type { Clock } from '../clock.js';
import type { AgentReason } from '../protocol/operations.js';
import type { VerificationFlow } from '../verification/flow/flow.js';
import type { CollectStep } from '../verification/flow/third-party-flow.js';
import type { AuthLevel } from '../verification/reasons.js';

/** What an authentication process runs: it asks the customer, then the third-party API. */
export interface FlowOptions {
  /**
   * The third-party API. It gets a POST with the documented body, `{ calldata: { verifyServiceNo, verifyWorkNo, … } }`,
   * with the call data (where that is a JSON object) and what was entered beside.
   */
  readonly url: string;
  readonly collect?: readonly CollectStep[];
  /** How long the API may take, its body included, in milliseconds; then the attempt is abnormal (3). @default 10000 */
  readonly timeoutMs?: number;
}

/** An authentication process as an administrator configures it. */
export interface ProcessOptions {
  /** Letters, digits and underscores, at most 128. */
  readonly verifyTypeCode: string;
  readonly name: string;
  /** Only an enabled process can be started; the code of another one is unknown. */
  readonly enabled: boolean;
  /** Absent: named, but not configured yet, and so as unknown as a disabled one. */
  readonly flow?: FlowOptions | VerificationFlow;
  /** The level that the customer must reach, for a flow that knows levels. @default 1 */
  readonly requiredLevel?: AuthLevel;
}

export interface AgentOptions {
  readonly workNo: string;
  readonly name?: string;
  readonly skillGroups?: readonly string[];
}

/** A number of the centre: customers call it, calls are transferred to it as an access code, dialled calls show it. */
export interface NumberOptions {
  readonly number: string;
  readonly name?: string;
  /**
   * Whose queue its calls wait in. Without a group the agent who is ready longest gets the call, and with nobody ready
   * it ends.
   */
  readonly skillGroup?: string;
}

export interface SkillGroupOptions {
  readonly id: string;
  readonly name: string;
}

/** A voice menu that a call can be transferred to. It speaks and waits; nothing that is typed leads on. */
export interface IvrOptions {
  readonly id: string;
  readonly name: string;
  /** What the customer hears. */
  readonly prompt?: string;
}

export interface ContactCenterOptions {
  readonly agents: readonly AgentOptions[];
  /** The numbers that customers call; the first one is shown by outbound calls. @default ['88880011'] */
  readonly numbers?: readonly (string | NumberOptions)[];
  /** The names of skill groups. A group that only agents name has its id for a name. */
  readonly skillGroups?: readonly SkillGroupOptions[];
  readonly ivrs?: readonly IvrOptions[];
  /** What agents can choose from when they are busy or rest; the centre takes other reasons too. */
  readonly reasons?: readonly AgentReason[];
  /** Whether the calls of customers are recorded, so that a recording can be paused. @default false */
  readonly recording?: boolean;
  /** Whether who gets a call by transfer may read the results of the agent before. @default false */
  readonly inheritOnTransfer?: boolean;
  readonly processes?: readonly ProcessOptions[];
  /** How long wrap-up lasts, in seconds; 0 for none. @default 30 */
  readonly wrapUpSeconds?: number;
  /** How long a call rings before it ends with `no-answer`, in seconds. @default 60 */
  readonly ringSeconds?: number;
  /** How long a customer waits in a queue before the call ends with `no-agent`, in seconds. @default no limit */
  readonly queueSeconds?: number;
  /** How long after an attempt ended its result counts, in milliseconds. @default 1800000 */
  readonly resultLifetimeMs?: number;
  /** How often each link says how far its events are, in milliseconds, so that a lost last event shows. @default 5000 */
  readonly heartbeatMs?: number;
  /** How many of the newest operations `requests` keeps: a centre that runs for days must not grow. @default 10000 */
  readonly keepRequests?: number;
  /** Put before every id, to tell two centres apart. @default '' */
  readonly idPrefix?: string;
  /** @default systemClock */
  readonly clock?: Clock;
  /** How flows reach the third-party API. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
}
