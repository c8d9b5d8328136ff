import type { AgentReason, OutboundNumber } from '../../protocol/operations.js';
import type { View } from '../views/view.js';
import type { TargetSearch } from './target-search.js';

/** What was typed into panels and loaded for them. Each change is followed by `touch` of the view. */
export interface Entries {
  dialText: string;
  callerNum: string;
  /** Digits sent in the call of the open keypad. */
  sent: string;
  onAnswer: boolean;
  /** How long the next rest is to be, 0 for no limit. */
  restMinutes: number;
  reasons: readonly AgentReason[];
  numbers: readonly OutboundNumber[];
}

/** What a panel works with. */
export interface PanelView extends View {
  readonly entries: Entries;
  readonly search: TargetSearch;
  /** Of which call it is about, '' for none. */
  readonly callId: string;
}
