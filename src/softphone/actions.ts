/** What an agent may do that is about no call. */
export type AgentAction =
  | 'signIn'
  /** Signing in although another seat has the agent. */
  | 'takeOver'
  | 'signOut'
  | 'setReady'
  | 'setBusy'
  | 'rest'
  | 'endWrapUp'
  | 'dial';

/** What an agent may do with one call. */
export type CallAction =
  | 'answer'
  | 'reject'
  | 'hangUp'
  | 'hold'
  | 'retrieve'
  | 'mute'
  | 'unmute'
  | 'sendDtmf'
  | 'transfer'
  | 'consult'
  | 'completeTransfer'
  | 'cancelConsult'
  | 'conference'
  | 'dropParty'
  | 'focus'
  | 'setData'
  | 'pauseRecording'
  | 'resumeRecording';

/** All that is allowed at one moment. */
export interface AllowedActions {
  readonly agent: ReadonlySet<AgentAction>;
  /** By the id of the call; live calls only. */
  readonly calls: ReadonlyMap<string, ReadonlySet<CallAction>>;
}
