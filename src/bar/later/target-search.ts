import type { Clock } from '../../clock.js';
import type { AiccErrorCode } from '../../errors.js';
import type { DirectoryEntry } from '../../protocol/operations.js';
import type { Softphone } from '../../softphone/softphone.js';
import { errorCode } from '../error-code.js';
import type { LiveElement } from '../live-element.js';
import { onlyDigits } from './digits.js';

/** Typing pauses that are shorter start no search. */
const pauseMs = 200;

/** What is typed, what was found, what is marked and what was chosen. */
export interface TargetState {
  readonly text: string;
  readonly results: readonly DirectoryEntry[];
  /** The index of the marked result, -1 for none. */
  readonly active: number;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly failure: AiccErrorCode | undefined;
  readonly chosen: DirectoryEntry | undefined;
}

/** The combobox of the list of targets. */
export interface TargetSearch {
  state(): TargetState;
  /** Begins anew with an empty text. */
  start(): void;
  type(text: string): void;
  /** Keys of the ARIA combobox pattern. @returns whether the key was one */
  press(key: string): boolean;
  choose(entry: DirectoryEntry): void;
}

const idle: TargetState = {
  text: '',
  results: [],
  active: -1,
  isOpen: false,
  isBusy: false,
  failure: undefined,
  chosen: undefined,
};

export function createTargetSearch(
  host: LiveElement,
  softphone: () => Softphone | undefined,
  clock: () => Clock,
): TargetSearch {
  let now = idle;
  let timer: unknown;
  let asking: AbortController | undefined;

  const set = (change: Partial<TargetState>): void => {
    now = { ...now, ...change };
    host.requestUpdate();
  };
  const stop = (): void => {
    if (timer !== undefined) clock().clearTimeout(timer);
    timer = undefined;
    asking?.abort();
  };

  /** Somebody who is in no directory is called by number. */
  const withNumber = (found: readonly DirectoryEntry[], text: string): readonly DirectoryEntry[] => {
    const address = onlyDigits(text);
    const isNumber = /^[\d\s()+./*#-]{2,}$/.test(text.normalize('NFKC')) && address.length > 1;
    return isNumber && !found.some((entry) => entry.address === address)
      ? [...found, { kind: 'number', address, name: '' }]
      : found;
  };

  const ask = async (text: string): Promise<void> => {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const found = await softphone()?.searchDirectory(text.trim(), { signal });
      if (!signal.aborted) set({ results: withNumber(found ?? [], text), isBusy: false });
    } catch (error) {
      if (signal.aborted) return;
      const failure = errorCode(error);
      set({ results: withNumber([], text), isBusy: false, failure });
    }
  };

  const type = (text: string, delay = pauseMs): void => {
    stop();
    set({ text, active: -1, isOpen: true, isBusy: true, failure: undefined, chosen: undefined });
    timer = clock().setTimeout(() => void ask(text), delay);
  };
  const choose = (chosen: DirectoryEntry): void => {
    stop();
    set({ chosen, text: chosen.name || chosen.address, isOpen: false, isBusy: false, active: -1 });
  };
  const mark = (index: number): true => {
    const { length } = now.results;
    set({ isOpen: true, active: length === 0 ? -1 : (index + length) % length });
    return true;
  };

  host.addController({ disconnected: stop });
  return {
    state: () => now,
    start() {
      now = idle;
      type('', 0);
    },
    type: (text) => type(text),
    press(key) {
      const { active, isOpen, results } = now;
      if (key === 'ArrowDown') return mark(active + 1);
      if (key === 'ArrowUp') return mark(active < 0 ? -1 : active - 1);
      const marked = results[active];
      if (key === 'Enter' && isOpen && marked) choose(marked);
      else if (key === 'Escape' && isOpen) set({ isOpen: false, active: -1 });
      else return false;
      return true;
    },
    choose,
  };
}
