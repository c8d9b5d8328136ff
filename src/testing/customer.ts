import type { SubscribeOptions, Unsubscribe } from '../emitter.js';
import type { MediaType } from '../protocol/entities.js';

/** A call seen from the customer's end: `dialing` is theirs to us, `ringing` ours to them. */
export type CustomerCallState = 'dialing' | 'ringing' | 'talking' | 'held' | 'ended';

export type CustomerCallEvent =
  | { readonly type: 'state'; readonly state: CustomerCallState }
  /** A flow speaks. */
  | { readonly type: 'prompt'; readonly prompt: string }
  /** The agent types on the keypad. */
  | { readonly type: 'dtmf'; readonly digits: string };

/** The customer's leg of a call. */
export interface CustomerCall {
  readonly contactId: string;
  /** The call of the agent who has the customer, or is rung for the customer now; empty while there is none. */
  readonly callId: string;
  /** The customer's number. */
  readonly number: string;
  readonly state: CustomerCallState;
  /** Why it ended: `agent`, `customer`, `no-answer`, `rejected`, `no-agent`, `busy`, `dropped`, `restart`… */
  readonly endReason: string | undefined;
  /** All that a flow has said so far. */
  readonly prompts: readonly string[];
  /** All that agents have typed so far. */
  readonly dtmf: string;
  subscribe(listener: (event: CustomerCallEvent) => void, options?: SubscribeOptions): Unsubscribe;
  /** @throws AiccError `call/wrong-state` unless it rings */
  answer(): void;
  /** @throws AiccError `call/wrong-state` unless it rings */
  reject(): void;
  /**
   * Types on the keypad. What no flow waits for is heard by nobody.
   *
   * @throws AiccError `call/invalid-number` for anything but digits, `*` and `#`; `call/wrong-state` unless talking or held
   */
  sendDigits(digits: string): void;
  /**
   * Says something. What no flow waits for is heard by nobody here: the agent's ear is not simulated.
   *
   * @throws AiccError `call/wrong-state` unless talking or held
   */
  speak(text: string): void;
  /** Has no effect when the call is over. */
  hangUp(): void;
}

export interface CustomerPhoneEvent {
  readonly type: 'call';
  /** A call has begun on this phone; its further life is the call's own `subscribe`. */
  readonly call: CustomerCall;
}

/** A customer's telephone: what an outbound call rings. */
export interface CustomerPhone {
  readonly number: string;
  /** The newest call on it, also when it has ended. */
  readonly call: CustomerCall | undefined;
  subscribe(listener: (event: CustomerPhoneEvent) => void, options?: SubscribeOptions): Unsubscribe;
  /** @throws AiccError `call/wrong-state` when nothing rings */
  answer(): void;
  /** @throws AiccError `call/wrong-state` when nothing rings */
  reject(): void;
  /** @throws AiccError `call/wrong-state` when nobody talks */
  sendDigits(digits: string): void;
  /** @throws AiccError `call/wrong-state` when nobody talks */
  speak(text: string): void;
  hangUp(): void;
}

export interface CallInOptions {
  readonly callerNum: string;
  readonly calledNum: string;
  /** At most 16 KB. @default '' */
  readonly callData?: string;
  /**
   * Rings this agent, also one who is busy, in wrap-up or on another call.
   *
   * @default the agent who is ready longest, of the number's skill group where it has one
   */
  readonly workNo?: string;
  /** @default 'audio' */
  readonly mediaType?: MediaType & ('audio' | 'video');
}
