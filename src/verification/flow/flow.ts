import type { VerificationResult } from '../../protocol/entities.js';
import type { AuthLevel } from '../reasons.js';
import type { SignalledNumber } from '../retail/state.js';
import type { After, CallerPort } from './caller.js';

/** What is known of a step, for the record and the agent's eyes. Never what the customer said. */
export interface StepDetails {
  /** What led to it. */
  readonly outcome?: string;
  readonly level?: AuthLevel;
  /** How a code goes. */
  readonly channel?: 'phone' | 'email';
  /** Where it goes, masked. */
  readonly destination?: string;
  /** How sure the telephone network is of the calling number. */
  readonly attestation?: string;
  /** Names the account that was found. */
  readonly customerKey?: string;
}

/** Where a flow runs: on which contact, with whom on the line. */
export interface FlowContext {
  readonly contactId: string;
  /** Handed through unchanged. */
  readonly callData: string;
  /** The number that the customer called. */
  readonly serviceNumber: string;
  /** The agent who started it. */
  readonly workNo: string;
  /** The number that the telephone network signalled for this call. Absent for a call that we made. */
  readonly ani?: SignalledNumber;
  /** A number that somebody stated, or that we dialled. */
  readonly statedNumber?: string;
  readonly requiredLevel: AuthLevel;
  /** The level that this contact already holds by the same flow. */
  readonly heldLevel?: AuthLevel;
  /** Absent for e-mail and chat, which cannot be asked anything. */
  readonly caller: CallerPort | undefined;
  readonly after: After;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Aborts when the attempt is over: cancelled, the customer gone, the service stopped. */
  readonly signal: AbortSignal;
  /** Tells where the flow is. Where it takes until that is written down, the flow waits. */
  onStep(step: string, details?: StepDetails): void | Promise<void>;
}

/** How a flow ended. */
export interface FlowOutcome {
  readonly result: VerificationResult;
  /** The highest level that was proven. */
  readonly level?: AuthLevel;
  /** Why it is not 1. */
  readonly failureReason?: string;
  /** `verifyReturn1` to `3` of a third-party API. */
  readonly returns?: readonly [string, string, string];
}

/** What a process runs. Write your own, or take `retailAuthenticationFlow` or `thirdPartyFlow`. */
export interface VerificationFlow {
  /** By which an administrator chooses it. */
  readonly name: string;
  /** A rejection is an abnormal end (3). Once `context.signal` has aborted, the outcome means nothing. */
  run(context: FlowContext): Promise<FlowOutcome>;
}
