/** What an agent is doing. `on-call` is set by the centre; the others can be asked for. */
export type AgentState = 'offline' | 'ready' | 'busy' | 'rest' | 'on-call' | 'wrap-up';

export interface Agent {
  /** The agent's number in the contact centre. */
  readonly workNo: string;
  readonly name?: string;
  readonly state: AgentState;
  /** Why busy or resting, as the centre codes it. */
  readonly reason?: string;
  /** When this state began, in milliseconds since the epoch. */
  readonly since: number;
  /** A state asked for during a call, which takes effect after it. */
  readonly pendingState?: AgentState;
  /** When a rest is due to end, or wrap-up ends by itself, in milliseconds since the epoch; absent for no limit. */
  readonly until?: number;
  /** Signed in from another seat: this one can watch, and take over with `agent.signIn { force: true }`. */
  readonly elsewhere?: boolean;
  readonly skillGroups: readonly string[];
}

export type MediaType = 'audio' | 'video' | 'web' | 'wechat' | 'email' | 'whatsapp';

/** One interaction with one customer. Consult and conference legs belong to the contact that they serve. */
export interface Contact {
  readonly id: string;
  readonly mediaType: MediaType;
  /** The calling number as the centre knows it; for an outbound contact the number that was dialled. */
  readonly customerNumber?: string;
  /** Call-associated data, handed through unchanged: at most 16 KB, JSON by custom only. */
  readonly callData: string;
  /** The skill group that it was routed to. */
  readonly skillGroup?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
}

export type CallState = 'ringing' | 'dialing' | 'talking' | 'held' | 'consulting' | 'conference' | 'ended';

export interface Party {
  readonly kind: 'agent' | 'customer' | 'external';
  readonly number: string;
}

export interface Call {
  readonly id: string;
  readonly contactId: string;
  readonly direction: 'in' | 'out' | 'internal';
  readonly state: CallState;
  readonly callerNum: string;
  readonly calledNum: string;
  readonly parties: readonly Party[];
  /** On a consult leg: the id of the call on whose behalf it was made. */
  readonly consultOf?: string;
  readonly muted: boolean;
  /** Absent where the call is not recorded, or the system does not tell. */
  readonly recording?: 'on' | 'paused';
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
  /** Why it ended, e.g. `agent`, `customer`, `no-answer`, `rejected`, `failed`, `transferred`, `merged`. */
  readonly endReason?: string;
}

/** 0 not returned, 1 successful, 2 failed, 3 abnormal. Source: the AICC documentation of getVerifyResult. */
export type VerificationResult = 0 | 1 | 2 | 3;

/** The newest attempt of one authentication process on one contact. */
export interface Verification {
  readonly contactId: string;
  readonly verifyTypeCode: string;
  /** Counts from 1; a new attempt resets the result. */
  readonly attempt: number;
  readonly result: VerificationResult;
  /** Where the flow is, for the agent's eyes; never what the customer entered. */
  readonly step?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** The contact that the agent is looking at. The centre moves it. */
export interface Focus {
  readonly contactId?: string;
}

/** All that a connection knows at one moment. A new object at every change, so it can be kept and compared. */
export interface Snapshot {
  /** Identifies the run of the centre: ids of another epoch mean other things. */
  readonly epoch: string;
  /** Absent before the first snapshot, and for a guest that may not see the agent. */
  readonly agent?: Agent;
  readonly contacts: readonly Contact[];
  /** With those that ended, until their contact ends. */
  readonly calls: readonly Call[];
  readonly verifications: readonly Verification[];
  readonly focus: Focus;
}
