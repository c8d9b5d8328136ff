import type { CustomerLine } from '../customer-line.js';
import type { CollectStep } from '../options.js';

export interface CollectContext {
  readonly line: CustomerLine;
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly signal: AbortSignal;
}

/** Asks the customer to type. Resolves with the digits, or with undefined when nothing complete came in time. */
export function collectDigits(step: CollectStep, { line, after, signal }: CollectContext): Promise<string | undefined> {
  const { prompt, digits = Infinity, terminator = '#', timeoutSeconds = 30 } = step;
  return new Promise((resolve) => {
    let entered = '';
    const finish = (value: string | undefined): void => {
      stopListening();
      stopTimer();
      signal.removeEventListener('abort', giveUp);
      resolve(value === '' ? undefined : value);
    };
    const giveUp = (): void => {
      finish(undefined);
    };
    const stopListening = line.collect((digit) => {
      if (digit === terminator) return finish(entered);
      entered += digit;
      if (entered.length >= digits) finish(entered);
    });
    const stopTimer = after(timeoutSeconds * 1000, giveUp);
    signal.addEventListener('abort', giveUp);
    // Last, for a listener may answer the prompt in the same breath.
    line.say(prompt);
  });
}
