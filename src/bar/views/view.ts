import type { TemplateResult } from 'lit/html.js';
import type { AiccErrorCode } from '../../errors.js';
import type { Call, Contact } from '../../protocol/entities.js';
import type { AgentReason } from '../../protocol/operations.js';
import type { AgentAction, CallAction } from '../../softphone/actions.js';
import type { Softphone, SoftphoneState } from '../../softphone/softphone.js';
import type { CallerCard } from '../call-data.js';
import type { Panel, Panels } from '../controllers/panels.js';
import type { Translator } from '../i18n/translate.js';
import type { Places } from '../places.js';
import type { BarShortcuts } from '../shortcuts.js';
import type { SoundGate } from '../sound-gate.js';

/** What a view shows and does: views are functions of it. */
export interface View {
  readonly t: Translator;
  readonly state: SoftphoneState;
  readonly phone: Softphone;
  readonly now: number;
  readonly isFloating: boolean;
  readonly sound: SoundGate | undefined;
  readonly shortcuts: BarShortcuts;
  /** How long a rest may be chosen to be, undefined for the usual lengths. */
  readonly restMinutes: readonly number[] | undefined;
  /** What the bar remembers that is nobody else's. Each change is followed by `touch`. */
  readonly memory: { problem: AiccErrorCode | undefined };
  readonly panels: Panels;
  readonly places: Readonly<Record<'ringing' | 'current' | 'others', Places>>;
  /** What comes after the first rendering: the panels, and what a floating bar is held by. */
  readonly later: Later | undefined;
  can(action: AgentAction): boolean;
  canCall(action: CallAction, call: Call): boolean;
  /** A number as it may be shown. */
  number(number: string): string;
  describe(call: Call, contact: Contact | undefined): CallerCard;
  /** Does something once at a time; a failure is shown. @param name What must not be done twice at once */
  run(name: string, task: () => Promise<unknown>): void;
  /** Renders again after a change of what a view has no property for. */
  touch(): void;
}

/** What comes after the first rendering: `later/later.ts`. */
export interface Later {
  /** Of being busy or resting, as far as they were asked for. */
  readonly reasons: readonly AgentReason[];
  /** Asks for what a panel shows when it opens: an administrator may have changed it. */
  opened(panel: Panel): void;
  /** Whether there is no use for a panel any more. */
  isOver(panel: Panel, state: SoftphoneState): boolean;
  /** The softphone is another. */
  forget(): void;
  panel(view: View, panel: Panel): TemplateResult;
  /** What a floating bar is held by. */
  grip(view: View): TemplateResult;
  /** Types what was pressed before a panel was there. */
  type(keys: readonly string[]): void;
}
