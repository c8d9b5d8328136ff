import type { Clock } from '../clock.js';
import { AiccError, isAiccError } from '../errors.js';
import type { CapabilityTable, Operation } from '../protocol/operations.js';

/** What somebody who was let in may do of what is offered. */
export type Permit = (offered: readonly Operation[]) => Promise<CapabilityTable>;

/** Who reads an event stream: asked again from time to time, for a stream outlives the token that opened it. */
export interface Reader {
  /** Another one after each time that the reader was asked. */
  readonly permit: Permit;
  /** Why it may not read any more. */
  readonly refusal: AiccError | undefined;
  /** At most once at a time, when one of these changed. */
  onChange: () => void;
  stop(): void;
}

export interface ReaderOptions {
  readonly permit: Permit;
  /** Asks again. Rejects when the reader may not read any more. */
  readonly admit: () => Promise<Permit>;
  readonly everyMs: number;
  readonly clock: Clock;
}

export function createReader({ admit, everyMs, clock, ...first }: ReaderOptions): Reader {
  let { permit } = first;
  let refusal: AiccError | undefined;
  let timer: unknown;
  let isStopped = false;

  const later = (): void => {
    timer = clock.setTimeout(() => void again(), everyMs);
  };
  async function again(): Promise<void> {
    try {
      permit = await admit();
    } catch (error) {
      refusal = isAiccError(error) ? error : new AiccError('server/internal');
    }
    if (isStopped) return;
    if (!refusal) later();
    reader.onChange();
  }
  later();

  const reader: Reader = {
    get permit() {
      return permit;
    },
    get refusal() {
      return refusal;
    },
    onChange: () => undefined,
    stop() {
      isStopped = true;
      clock.clearTimeout(timer);
    },
  };
  return reader;
}
