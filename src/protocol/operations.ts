import type { MediaType, Snapshot } from './entities.js';

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

export interface SnapshotReading {
  readonly snapshot: Snapshot;
  /** The sequence number of the last event that the snapshot contains. */
  readonly seq: number;
}

/** Every operation with what goes in and what comes out. It resolves when the centre accepted it; progress comes as events. */
export interface Operations {
  'agent.signIn': { input: { readonly force?: boolean }; output: undefined };
  'agent.signOut': { input: Empty; output: undefined };
  'agent.setReady': { input: Empty; output: undefined };
  'agent.setBusy': { input: { readonly reason?: string }; output: undefined };
  'agent.rest': { input: { readonly reason?: string; readonly seconds?: number }; output: undefined };
  'agent.endWrapUp': { input: Empty; output: undefined };
  'call.dial': { input: DialInput; output: { readonly callId: string; readonly contactId: string } };
  'call.answer': { input: CallRef; output: undefined };
  'call.reject': { input: CallRef; output: undefined };
  'call.hangUp': { input: CallRef; output: undefined };
  'call.hold': { input: CallRef; output: undefined };
  'call.retrieve': { input: CallRef; output: undefined };
  'call.mute': { input: CallRef; output: undefined };
  'call.unmute': { input: CallRef; output: undefined };
  'call.consult': { input: CallRef & { readonly to: string }; output: { readonly callId: string } };
  'call.cancelConsult': { input: CallRef; output: undefined };
  'call.focus': { input: { readonly contactId: string }; output: undefined };
  'call.setData': { input: CallRef & { readonly callData: string }; output: undefined };
  'contact.start': { input: ContactStartInput; output: { readonly contactId: string } };
  'verification.processes': { input: Empty; output: readonly VerificationProcess[] };
  'verification.start': { input: VerifyRef; output: { readonly contactId: string; readonly attempt: number } };
  'verification.cancel': { input: VerifyRef; output: undefined };
  'verification.result': { input: VerifyRef; output: VerificationReading };
  /** A signed statement of the result, for the page's own server. */
  'verification.proof': { input: VerifyRef; output: { readonly token: string } };
  snapshot: { input: Empty; output: SnapshotReading };
}

export type Empty = Readonly<Record<string, never>>;
export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O]['input'];
export type Output<O extends Operation> = Operations[O]['output'];

/** What a link offers: `true`, or why not. An operation that is not named is not supported by the system behind. */
export type CapabilityTable = Readonly<Partial<Record<Operation, true | 'not-allowed'>>>;
