import type { CallerPort } from '../../src/verification/flow/caller.js';
import type { CallerInput } from '../../src/verification/language/caller-turn.js';

export interface ScriptedCaller extends CallerPort {
  /** All that was said to the caller. */
  readonly heard: readonly string[];
  /** Whether somebody listens now. */
  readonly isListenedTo: boolean;
  give(input: CallerInput): void;
  say(prompt: string): void;
}

/** A caller whose turns a test gives. */
export function createScriptedCaller(): ScriptedCaller {
  const listeners = new Set<(input: CallerInput) => void>();
  const heard: string[] = [];
  return {
    heard,
    get isListenedTo() {
      return listeners.size > 0;
    },
    say(prompt) {
      heard.push(prompt);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    give(input) {
      for (const listener of [...listeners]) listener(input);
    },
  };
}
