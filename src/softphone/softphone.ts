import type { Connection, RequestOptions } from '../connection/connection.js';
import type { SubscribeOptions, Unsubscribe } from '../emitter.js';
import type { AiccError } from '../errors.js';
import type { Agent, Call, Contact } from '../protocol/entities.js';
import type { ConnectionStatus } from '../protocol/events.js';
import type {
  AgentReason,
  DirectoryEntry,
  OutboundNumber,
  TargetInput,
  TransferInput,
} from '../protocol/operations.js';
import type { AgentAction, AllowedActions, CallAction } from './actions.js';

/** What a softphone shows: one immutable object per change, so that it can be kept and compared. */
export interface SoftphoneState {
  readonly status: ConnectionStatus;
  /** Why the link is not open. */
  readonly error?: AiccError;
  /** When the next try to connect begins, in milliseconds since the epoch. */
  readonly nextTryAt?: number;
  readonly agent?: Agent;
  /** Those that are not over, in the order in which they began. */
  readonly calls: readonly Call[];
  readonly contacts: readonly Contact[];
  readonly focusedContactId?: string;
  readonly allowed: AllowedActions;
}

export interface SoftphoneEvents {
  /** Something in the state has changed. */
  change: SoftphoneState;
  /** The agent's state, its reason or what it is to become. */
  agent: { readonly agent: Agent; readonly previous: Agent | undefined };
  /** A call rings here: once per call, in one tab only under `sharedTransport`. */
  ringing: { readonly call: Call; readonly contact: Contact | undefined };
  /** A call was answered, here or by the other side: once per call. */
  answered: { readonly call: Call; readonly contact: Contact | undefined };
  /** A call is over; `call.endReason` says why. */
  ended: { readonly call: Call; readonly contact: Contact | undefined };
  /** A contact is over: after wrap-up. */
  contactEnded: { readonly contact: Contact };
  /** The agent signed in elsewhere: nothing can be done here until `signIn({ force: true })`. */
  conflict: { readonly workNo: string };
  /** An operation failed; its promise rejects with the same error. For a log or a toast. */
  failed: { readonly action: AgentAction | CallAction; readonly error: AiccError };
}

export interface DialOptions extends RequestOptions {
  /** @default 'audio' */
  readonly mediaType?: 'audio' | 'video';
  /** The number to show; one of `outboundNumbers()`. */
  readonly callerNum?: string;
  /** At most 16 KB. */
  readonly callData?: string;
}

export interface CallOptions extends RequestOptions {
  /** Which call; the one that the agent is on when absent: talking before ringing before held, focused before others. */
  readonly callId?: string;
}

/**
 * A softphone without a face: what a CRM front end drives, and what `<aicc-softphone-bar>` shows.
 *
 * Every operation resolves when the centre accepted it; progress comes as events. What is not allowed now rejects
 * before it leaves the page: `call/wrong-state`, `call/not-found`, `bridge/not-allowed` or
 * `bridge/unsupported-operation`; `state().allowed` says beforehand what is, from the same function.
 */
export interface Softphone {
  readonly connection: Connection;
  state(): SoftphoneState;
  /** Whether this page rings, and not another tab or seat: what the ring tone and the notification ask. */
  rings(): boolean;

  /** Resolves also when the agent is signed in here already. @throws AiccError `auth/signed-in-elsewhere` unless forced */
  signIn(options?: RequestOptions & { readonly force?: boolean }): Promise<void>;
  /** Resolves also when the agent is signed out already. */
  signOut(options?: RequestOptions): Promise<void>;
  /** During a call or wrap-up it takes effect afterwards and shows as `agent.pendingState` until then. */
  setReady(options?: RequestOptions): Promise<void>;
  setBusy(options?: RequestOptions & { readonly reason?: string }): Promise<void>;
  /** @param options.seconds How long; without it until the agent is ready again. */
  rest(options?: RequestOptions & { readonly reason?: string; readonly seconds?: number }): Promise<void>;
  endWrapUp(options?: RequestOptions): Promise<void>;
  /** The reasons for being busy or resting that can be chosen. */
  reasons(options?: RequestOptions): Promise<readonly AgentReason[]>;

  /**
   * Dials. The number may be written as people write it (`+1 (555) 010-0100`).
   *
   * @throws AiccError `call/invalid-number`, `call/wrong-state`, `call/refused`
   */
  dial(calledNum: string, options?: DialOptions): Promise<{ readonly callId: string; readonly contactId: string }>;
  answer(options?: CallOptions): Promise<void>;
  reject(options?: CallOptions): Promise<void>;
  hangUp(options?: CallOptions): Promise<void>;
  hold(options?: CallOptions): Promise<void>;
  retrieve(options?: CallOptions): Promise<void>;
  mute(options?: CallOptions): Promise<void>;
  unmute(options?: CallOptions): Promise<void>;
  /** @param digits Digits, `*` and `#`; sent in the order of the calls. */
  sendDtmf(digits: string, options?: CallOptions): Promise<void>;
  transfer(target: TargetInput & Pick<TransferInput, 'mode'>, options?: CallOptions): Promise<void>;
  /** @returns the id of the call to who is asked */
  consult(target: TargetInput, options?: CallOptions): Promise<{ readonly callId: string }>;
  completeTransfer(options?: CallOptions): Promise<void>;
  cancelConsult(options?: CallOptions): Promise<void>;
  conference(options?: CallOptions): Promise<void>;
  dropParty(number: string, options?: CallOptions): Promise<void>;
  /** Looks at the contact of a call; neither holds nor retrieves. */
  focus(options: CallOptions & { readonly callId: string }): Promise<void>;
  /** Holds the call that talks and goes to the one that is held. */
  swap(options?: RequestOptions): Promise<void>;
  setData(callData: string, options?: CallOptions): Promise<void>;
  pauseRecording(options?: CallOptions): Promise<void>;
  resumeRecording(options?: CallOptions): Promise<void>;

  /** Whom a call can be given to. */
  searchDirectory(
    text: string,
    options?: RequestOptions & Pick<TargetInput, 'kind'>,
  ): Promise<readonly DirectoryEntry[]>;
  outboundNumbers(options?: RequestOptions): Promise<readonly OutboundNumber[]>;

  on<Name extends keyof SoftphoneEvents>(
    name: Name,
    listener: (event: SoftphoneEvents[Name]) => void,
    options?: SubscribeOptions,
  ): Unsubscribe;
  /** The next event of a name. @throws AiccError `net/aborted`, and `bridge/closed` when the softphone is disposed */
  once<Name extends keyof SoftphoneEvents>(name: Name, options?: SubscribeOptions): Promise<SoftphoneEvents[Name]>;
  /** Removes all listeners and timers, and closes the connection if it was made here. */
  dispose(): Promise<void>;
}
