import type { AgentState, MediaType, Snapshot, VerificationResult } from './entities.js';

/** What `verifyResult` may be: empty for an invalid code, else the documented digit. */
export type VerifyResult = '' | '0' | '1' | '2' | '3';

export interface CallRef {
  /** Which call; the one the agent is on when absent. */
  readonly callId?: string;
}

export interface VerifyRef {
  readonly verifyTypeCode: string;
  /** Which contact; the one in focus when absent. */
  readonly contactId?: string;
}

export interface DialInput {
  readonly calledNum: string;
  readonly mediaType: 'audio' | 'video';
  /** The number to show; the centre's choice when absent. */
  readonly callerNum?: string;
  readonly callData?: string;
}

export interface ContactStartInput {
  readonly mediaType: Exclude<MediaType, 'audio' | 'video' | 'wechat'>;
  readonly calledNum: string;
}

/**
 * Whom a call is given to or who is asked for advice. `accessCode` is a number of the centre itself (a service line).
 * Source: CC-Gateway, transfer, `devicetype` 1 to 5.
 */
export type TargetKind = 'agent' | 'skillGroup' | 'ivr' | 'accessCode' | 'number';

export interface TargetInput {
  /** The work number, the id of the group, menu or access code, or the telephone number. */
  readonly to: string;
  /** What `to` is; without it an agent's work number where there is such an agent, else a telephone number. */
  readonly kind?: TargetKind;
}

export interface TransferInput extends CallRef, TargetInput {
  /**
   * `blind`: this agent is out at once, whether or not anybody answers. `on-answer`: only when the target answered;
   * else the call comes back. Source: CC-Gateway, transfer, `mode` 0 and 2. @default 'blind'
   */
  readonly mode?: 'blind' | 'on-answer';
}

/** One line of the directory: somebody or something that a call can be given to. */
export interface DirectoryEntry {
  readonly kind: TargetKind;
  /** What goes into `to`. */
  readonly address: string;
  readonly name: string;
  /** Of an agent: whether they could take a call now, as the centre last knew. */
  readonly state?: AgentState;
}

/** A reason for being busy or resting, as an administrator configured it. */
export interface AgentReason {
  readonly state: 'busy' | 'rest';
  readonly reason: string;
  readonly name: string;
}

/** A number that an outbound call may show. */
export interface OutboundNumber {
  readonly number: string;
  readonly name?: string;
}

/** The result of one code on one contact, and which contact and epoch it is about. */
export interface VerificationReading {
  readonly verifyTypeCode: string;
  readonly verifyResult: VerifyResult;
  /** Absent when no contact is in focus. */
  readonly contactId?: string;
  readonly epoch: string;
}

export interface VerificationProcess {
  readonly verifyTypeCode: string;
  readonly name: string;
}

/** Whom a proof is for. */
export interface ProofInput extends VerifyRef {
  /**
   * The origin of the page whose server is to trust the proof. A workbench sets its guest's over whatever that sent;
   * over HTTP it is the origin of the page that asks, where it is absent.
   */
  readonly audience?: string;
}

/** A process as an administrator writes it down. */
export interface ProcessDraft extends VerificationProcess {
  /** The name of the flow that it runs. */
  readonly flow: string;
  /** The level that the customer must reach: 0 by the calling number, 1 by a one-time code. */
  readonly requiredLevel: 0 | 1;
}

export interface ProcessConfiguration extends ProcessDraft {
  /** Only an enabled process can be started; only a disabled one can be edited or deleted. */
  readonly enabled: boolean;
}

export interface ConfigureInput {
  readonly action: 'list' | 'create' | 'update' | 'delete' | 'enable' | 'disable';
  /** Of all but `list` and `create`: which process. */
  readonly verifyTypeCode?: string;
  /** Of `create` and `update`: how it is to be. */
  readonly process?: ProcessDraft;
}

/** All processes after a change, and the flows that there are. */
export interface ConfigurationReading {
  readonly processes: readonly ProcessConfiguration[];
  readonly flows: readonly string[];
}

/** One step of an attempt: what happened when. Never what the customer said. */
export interface VerificationStep {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly step: string;
  /** What led to it. */
  readonly outcome?: string;
  readonly level?: 0 | 1;
  readonly channel?: 'phone' | 'email';
  /** Where a code went, masked. */
  readonly destination?: string;
  /** How sure the telephone network was of the calling number. */
  readonly attestation?: string;
}

/** One attempt as the records keep it. */
export interface VerificationRecord {
  readonly id: string;
  /** The run of the centre in which it took place: contact ids repeat in another one. */
  readonly epoch: string;
  readonly contactId: string;
  readonly verifyTypeCode: string;
  readonly attempt: number;
  /** Who started it. */
  readonly workNo: string;
  /** The customer's number, masked. */
  readonly customerNumber?: string;
  /** Names the customer's account in the systems behind. */
  readonly customerKey?: string;
  readonly requiredLevel: 0 | 1;
  /** The highest level that was proven. */
  readonly level?: 0 | 1;
  readonly channel?: 'phone' | 'email';
  /** 0 while it runs, and of one that was cancelled or never came to its end. */
  readonly result: VerificationResult;
  readonly failureReason?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly steps: readonly VerificationStep[];
  /** What a third-party API returned beside its result. */
  readonly verifyReturn1: string;
  readonly verifyReturn2: string;
  readonly verifyReturn3: string;
}

/** All that is given must fit. */
export interface RecordsQuery {
  readonly result?: VerificationResult;
  readonly workNo?: string;
  readonly contactId?: string;
  readonly verifyTypeCode?: string;
  /** Started at this time or later, in milliseconds since the epoch. */
  readonly from?: number;
  /** Started before this time. */
  readonly to?: number;
  /** How many at most, 1 to 200. @default 50 */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly cursor?: string;
}

export interface RecordsPage {
  /** The newest first. */
  readonly records: readonly VerificationRecord[];
  /** For the next page; absent on the last. */
  readonly cursor?: string;
}

export interface SnapshotReading {
  readonly snapshot: Snapshot;
  /** The sequence number of the last event that the snapshot contains. */
  readonly seq: number;
}

/** Every operation with what goes in and what comes out. It resolves when the centre accepted it; progress comes as events. */
export interface Operations {
  /** Refused with `auth/signed-in-elsewhere` while another seat has the agent, unless forced. */
  'agent.signIn': { input: { readonly force?: boolean }; output: undefined };
  'agent.signOut': { input: Empty; output: undefined };
  'agent.setReady': { input: Empty; output: undefined };
  'agent.setBusy': { input: { readonly reason?: string }; output: undefined };
  'agent.rest': { input: { readonly reason?: string; readonly seconds?: number }; output: undefined };
  'agent.endWrapUp': { input: Empty; output: undefined };
  'agent.reasons': { input: Empty; output: readonly AgentReason[] };
  'call.dial': { input: DialInput; output: { readonly callId: string; readonly contactId: string } };
  'call.answer': { input: CallRef; output: undefined };
  'call.reject': { input: CallRef; output: undefined };
  'call.hangUp': { input: CallRef; output: undefined };
  'call.hold': { input: CallRef; output: undefined };
  'call.retrieve': { input: CallRef; output: undefined };
  'call.mute': { input: CallRef; output: undefined };
  'call.unmute': { input: CallRef; output: undefined };
  /** One to 32 digits, `*` and `#`. */
  'call.sendDtmf': { input: CallRef & { readonly digits: string }; output: undefined };
  'call.transfer': { input: TransferInput; output: undefined };
  'call.consult': { input: CallRef & TargetInput; output: { readonly callId: string } };
  /** Gives the held call to who is being consulted. */
  'call.completeTransfer': { input: CallRef; output: undefined };
  'call.cancelConsult': { input: CallRef; output: undefined };
  /** Brings the held call and the consulted colleague together. */
  'call.conference': { input: CallRef; output: undefined };
  'call.dropParty': { input: CallRef & { readonly number: string }; output: undefined };
  'call.focus': { input: { readonly contactId: string }; output: undefined };
  'call.setData': { input: CallRef & { readonly callData: string }; output: undefined };
  'call.pauseRecording': { input: CallRef; output: undefined };
  'call.resumeRecording': { input: CallRef; output: undefined };
  'directory.search': {
    input: { readonly text: string; readonly kind?: TargetKind };
    output: readonly DirectoryEntry[];
  };
  'numbers.outbound': { input: Empty; output: readonly OutboundNumber[] };
  'contact.start': { input: ContactStartInput; output: { readonly contactId: string } };
  'verification.processes': { input: Empty; output: readonly VerificationProcess[] };
  'verification.start': { input: VerifyRef; output: { readonly contactId: string; readonly attempt: number } };
  'verification.cancel': { input: VerifyRef; output: undefined };
  'verification.result': { input: VerifyRef; output: VerificationReading };
  /** A signed statement of the result, for the page's own server. */
  'verification.proof': { input: ProofInput; output: { readonly token: string } };
  /** Searches the records of attempts. */
  'verification.records': { input: RecordsQuery; output: RecordsPage };
  /** Lists the processes, or changes one. */
  'verification.configure': { input: ConfigureInput; output: ConfigurationReading };
  snapshot: { input: Empty; output: SnapshotReading };
}

export type Empty = Readonly<Record<string, never>>;
export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O]['input'];
export type Output<O extends Operation> = Operations[O]['output'];

/** What a link offers: `true`, or why not. An operation that is not named is not supported by the system behind. */
export type CapabilityTable = Readonly<Partial<Record<Operation, true | 'not-allowed'>>>;
