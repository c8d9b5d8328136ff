import { AiccError, type AiccErrorCode } from '../errors.js';

/** `drop` loses it, `delay` holds it back, `duplicate` gives it twice, `reorder` lets the next one pass, `error` fails it. */
export type FaultKind = 'drop' | 'delay' | 'duplicate' | 'reorder' | 'error';

/** `event`: from the centre; `operation`: on its way to the centre; `answer`: on its way back, the operation took place. */
export type FaultTarget = 'event' | 'operation' | 'answer';

export interface FaultOptions {
  /** Only on the links of this agent. */
  readonly workNo?: string;
  /** What it hits. @default 'event', for `error` 'operation' */
  readonly on?: FaultTarget;
  /** How many of them. @default 1 */
  readonly count?: number;
  /** For `delay`, in milliseconds. @default 1000 */
  readonly ms?: number;
  /** For `error`. @default 'net/unreachable' */
  readonly code?: AiccErrorCode;
}

export interface ArmedFault extends Required<Pick<FaultOptions, 'on' | 'ms' | 'code'>> {
  readonly kind: FaultKind;
}

export interface Faults {
  /**
   * Arms a fault for what comes next. Faults of one target are used up in the order in which they were armed.
   *
   * @throws AiccError `config/invalid-option` for a combination without a meaning: events know no `error`, operations
   * and answers neither `duplicate` nor `reorder`
   * @example
   * center.faults.next('drop', { workNo: '371' });                       // the next event of this agent is lost
   * center.faults.next('delay', { on: 'operation', ms: 20_000, count: 2 });
   */
  next(kind: FaultKind, options?: FaultOptions): void;
  /** Cuts the links of one agent, or all: they see `bridge/peer-gone` and open again. */
  disconnect(workNo?: string): void;
  /** Forgets what is armed. */
  clear(): void;
}

export interface FaultBox {
  arm(kind: FaultKind, options?: FaultOptions): void;
  take(on: FaultTarget, workNo: string): ArmedFault | undefined;
  clear(): void;
}

/** The armed faults, for the links to ask. */
export function createFaultBox(): FaultBox {
  let armed: { readonly fault: ArmedFault; readonly workNo: string | undefined; left: number }[] = [];
  return {
    arm(kind, options = {}) {
      const { on = kind === 'error' ? 'operation' : 'event', count = 1, ms = 1000, code = 'net/unreachable' } = options;
      const meaningless = on === 'event' ? kind === 'error' : kind === 'duplicate' || kind === 'reorder';
      if (meaningless) throw new AiccError('config/invalid-option', `There is no fault ${kind} on an ${on}`);
      armed.push({ fault: { kind, on, ms, code }, workNo: options.workNo, left: count });
    },
    take(on, workNo) {
      const entry = armed.find((each) => each.fault.on === on && (each.workNo ?? workNo) === workNo);
      if (!entry) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) armed = armed.filter((each) => each !== entry);
      return entry.fault;
    },
    clear() {
      armed = [];
    },
  };
}
