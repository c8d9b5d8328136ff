import type { SoundGate } from '../sound-gate.js';
import type { AiccError } from '../../errors.js';
import type { Call, Contact } from '../../protocol/entities.js';
import type { AgentReason, OutboundNumber } from '../../protocol/operations.js';
import type { AgentAction, CallAction } from '../../softphone/actions.js';
import type { Softphone, SoftphoneState } from '../../softphone/softphone.js';
import type { CallerCard } from '../call-data.js';
import type { Float } from '../controllers/float.js';
import type { Panels } from '../controllers/panels.js';
import type { TargetSearch } from '../controllers/target-search.js';
import type { Translator } from '../i18n/translate.js';
import type { BarShortcuts } from '../shortcuts.js';

/** What the bar remembers that is nobody else's: what was typed and loaded. Each change is followed by `touch`. */
export interface Memory {
  dialText: string;
  callerNum: string;
  /** Digits sent in the call of the open keypad. */
  sent: string;
  onAnswer: boolean;
  reasons: readonly AgentReason[];
  numbers: readonly OutboundNumber[];
  problem: AiccError | undefined;
}

/** What a view shows and does: views are functions of it. */
export interface View {
  readonly t: Translator;
  readonly state: SoftphoneState;
  readonly phone: Softphone;
  readonly now: number;
  readonly isFloating: boolean;
  readonly sound: SoundGate | undefined;
  readonly shortcuts: BarShortcuts;
  readonly memory: Memory;
  readonly panels: Panels;
  readonly search: TargetSearch;
  readonly float: Float;
  can(action: AgentAction): boolean;
  canCall(action: CallAction, call: Call | undefined): boolean;
  /** A number as it may be shown. */
  number(number: string): string;
  describe(call: Call, contact: Contact | undefined): CallerCard;
  /** Does something once at a time; a failure is shown. @param name What must not be done twice at once */
  run(name: string, task: () => Promise<unknown>): void;
  /** Renders again after a change of `memory`. */
  touch(): void;
}
