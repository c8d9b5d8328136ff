import type { CallerPort } from '../../verification/flow/caller.js';
import type { CallerInput } from '../../verification/language/caller-turn.js';

export interface SharedCaller extends CallerPort {
  stop(): void;
}

/** One subscription for the whole of an attempt, so that a hang-up is noticed while no question is open. */
export function shareCaller(port: CallerPort, onHangUp: () => void): SharedCaller {
  const listeners = new Set<(input: CallerInput) => void>();
  const stop = port.subscribe((input) => {
    for (const listener of [...listeners]) listener(input);
    if (input.type === 'hang-up') onHangUp();
  });
  return {
    say: port.say,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop,
  };
}
