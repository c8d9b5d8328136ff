import type { CallerInput } from '../language/caller-turn.js';

/** The customer's end of a call, as a flow needs it. */
export interface CallerPort {
  /** Speaks. Where it takes until the words are spoken, the promise settles then: silence is counted from there. */
  say(prompt: string): void | Promise<void>;
  /**
   * What comes from the customer: text of what was said, keys as they are pressed or in groups, and the end of the
   * call. A port that notices silence itself says so; else the flow counts the seconds.
   *
   * @returns how to stop listening
   */
  subscribe(listener: (input: CallerInput) => void): () => void;
}

/** A timer; returns how to stop it. */
export type After = (ms: number, callback: () => void) => () => void;

export interface ListenOptions {
  /** How long the customer may take, in milliseconds, before it is silence. */
  readonly timeoutMs: number;
  /** How many keys make an entry complete. */
  readonly digits?: number;
  /** The key that ends an entry. @default '#' */
  readonly terminator?: string;
  /** After so many milliseconds without a key an entry is complete. Without it, only its length or terminator ends it. */
  readonly interDigitMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Says something and waits for what the customer answers: one text, one whole entry of keys, silence, or the end.
 * Resolves with a hang-up once `signal` aborts. What comes while nobody listens is heard by nobody.
 */
export function ask(
  caller: CallerPort,
  prompts: readonly string[],
  after: After,
  options: ListenOptions,
): Promise<CallerInput> {
  const { timeoutMs, digits = Infinity, terminator = '#', interDigitMs, signal } = options;
  return new Promise((resolve, reject) => {
    let entered = '';
    let isOver = false;
    let stopPause = (): void => undefined;
    let stopTimer = (): void => undefined;
    const stopAll = (): void => {
      isOver = true;
      stopListening();
      stopTimer();
      stopPause();
      signal.removeEventListener('abort', giveUp);
    };
    const finish = (input: CallerInput): void => {
      if (isOver) return;
      stopAll();
      resolve(input);
    };
    const giveUp = (): void => {
      finish({ type: 'hang-up' });
    };
    const complete = (): void => {
      finish(entered === '' ? { type: 'silence' } : { type: 'dtmf', digits: entered });
    };
    const press = (key: string): void => {
      if (isOver) return;
      if (key === terminator) return complete();
      entered += key;
      if (entered.length >= digits) return complete();
      stopPause();
      if (interDigitMs !== undefined) stopPause = after(interDigitMs, complete);
    };
    const stopListening = caller.subscribe((input) => {
      if (input.type === 'dtmf') for (const key of input.digits) press(key);
      else finish(input);
    });
    const startTimer = (): void => {
      if (isOver) return;
      stopTimer = after(timeoutMs, () => {
        // Half an entry is one only where a pause would have ended it.
        finish(entered !== '' && interDigitMs !== undefined ? { type: 'dtmf', digits: entered } : { type: 'silence' });
      });
    };
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) return giveUp();
    // Last, for a listener may answer the prompt in the same breath.
    const spoken = speak(caller, prompts, () => isOver);
    if (!spoken) return startTimer();
    spoken.then(startTimer, (error: unknown) => {
      stopAll();
      reject(error instanceof Error ? error : new Error('The prompt could not be said'));
    });
  });
}

/** One after the other, as long as somebody is there to hear them: at once where the port does not take its time. */
export function speak(
  caller: CallerPort,
  prompts: readonly string[],
  isOver: () => boolean = () => false,
): Promise<void> | undefined {
  const [prompt, ...rest] = prompts;
  if (prompt === undefined || isOver()) return undefined;
  const spoken = caller.say(prompt);
  return spoken ? spoken.then(() => speak(caller, rest, isOver)) : speak(caller, rest, isOver);
}
