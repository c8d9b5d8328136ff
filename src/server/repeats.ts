import type { Clock } from '../clock.js';
import { AiccError } from '../errors.js';
import { badRequest, type Answer } from './error-response.js';

export interface RepeatsOptions {
  readonly clock: Clock;
  /** How long an answer is kept, in milliseconds. @default 600000 */
  readonly maxAgeMs?: number;
  /** How many answers are kept for one caller. @default 256 */
  readonly maxPerCaller?: number;
  /** Of how many callers answers are kept. @default 10000 */
  readonly maxCallers?: number;
}

export interface RepeatableRequest {
  readonly caller: string;
  readonly key: string;
  /** Identifies what is asked: another request under the same key is refused. */
  readonly fingerprint: string;
  readonly signal: AbortSignal;
}

/** Makes the repeat of a request harmless: it gets the answer of the first one, and nothing is done twice. */
export interface Repeats {
  /**
   * The stored answer, the answer of the request that is under way, or what `perform` answers. The signal of
   * `perform` aborts when everybody who waits for it has gone; what it then answers is kept too.
   *
   * @throws AiccError `server/bad-request` when the key was used for another request
   */
  once(request: RepeatableRequest, perform: (signal: AbortSignal) => Promise<Answer>): Promise<Answer>;
}

interface Entry {
  readonly fingerprint: string;
  readonly since: number;
  readonly answer: Promise<Answer>;
  readonly controller: AbortController;
  waiting: number;
  settled: boolean;
}

export function createRepeats(options: RepeatsOptions): Repeats {
  const { clock, maxAgeMs = 600_000, maxPerCaller = 256, maxCallers = 10_000 } = options;
  /** Callers in the order of their last request; of each the entries in the order of their making. */
  const callers = new Map<string, Map<string, Entry>>();

  function entriesOf(caller: string): Map<string, Entry> {
    const entries = callers.get(caller) ?? new Map<string, Entry>();
    callers.delete(caller);
    callers.set(caller, entries);
    return entries;
  }

  /** What is still under way stays, however old: forgetting it would let it happen twice. */
  function prune(entries: Map<string, Entry>): void {
    const oldest = clock.now() - maxAgeMs;
    for (const [key, entry] of entries) {
      if (entry.since >= oldest && entries.size <= maxPerCaller) break;
      if (entry.settled) entries.delete(key);
    }
  }

  function pruneCallers(): void {
    for (const [caller, entries] of callers) {
      prune(entries);
      if (entries.size === 0) callers.delete(caller);
      else if (callers.size <= maxCallers) break;
      else if ([...entries.values()].every((entry) => entry.settled)) callers.delete(caller);
    }
  }

  function begin(fingerprint: string, perform: (signal: AbortSignal) => Promise<Answer>): Entry {
    const controller = new AbortController();
    const entry: Entry = {
      fingerprint,
      since: clock.now(),
      answer: perform(controller.signal).finally(() => (entry.settled = true)),
      controller,
      waiting: 0,
      settled: false,
    };
    return entry;
  }

  return {
    async once({ caller, key, fingerprint, signal }, perform) {
      const entries = entriesOf(caller);
      prune(entries);
      let entry = entries.get(key);
      if (entry && entry.fingerprint !== fingerprint) {
        throw badRequest('This Idempotency-Key belongs to another request');
      }
      if (!entry) {
        entry = begin(fingerprint, perform);
        entries.set(key, entry);
        pruneCallers();
      }
      return join(entry, signal);
    },
  };
}

async function join(entry: Entry, signal: AbortSignal): Promise<Answer> {
  const leave = (): void => {
    entry.waiting -= 1;
    if (entry.waiting === 0 && !entry.settled)
      entry.controller.abort(new AiccError('net/aborted', 'The caller gave up'));
  };
  entry.waiting += 1;
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    return await entry.answer;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
