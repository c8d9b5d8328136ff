import type { Clock } from '../clock.js';
import { AiccError } from '../errors.js';
import type { DialInput } from '../protocol/operations.js';
import type { ServedCall } from '../wire/serving.js';
import type { GuestPolicy } from './guest-policy.js';

export interface DialRequest extends DialInput {
  /** Who asks. */
  readonly origin: string;
  /** Aborts when the guest gave up or went, or the deadline passed: take the prompt away. */
  readonly signal: AbortSignal;
}

/** Asks the agent. Resolve with whether to dial. */
export type ConfirmDial = (request: DialRequest) => boolean | Promise<boolean>;

export interface DialGate {
  /** @throws AiccError `bridge/rate-limited` */
  countStart(): void;
  /** @throws AiccError `bridge/not-allowed`, `bridge/rate-limited`, `call/refused`, `net/timeout`, `net/aborted` */
  admit(input: DialInput, call: ServedCall): Promise<void>;
}

export interface DialGateOptions {
  readonly origin: string;
  readonly policy: GuestPolicy;
  readonly confirmDial: ConfirmDial | undefined;
  readonly clock: Clock;
}

/** How long a prompt may stand, in milliseconds. */
const promptMs = 60_000;

export function createDialGate({ origin, policy, confirmDial, clock }: DialGateOptions): DialGate {
  const starts: number[] = [];
  let prompting = false;

  function countStart(): void {
    const now = clock.now();
    while (starts[0] !== undefined && starts[0] <= now - 60_000) starts.shift();
    if (starts.length >= (policy.dialsPerMinute ?? 10)) throw limited('too many calls within a minute');
    starts.push(now);
  }

  return {
    countStart,
    async admit(input, call) {
      if (policy.allowNumbers?.(input.calledNum)) {
        countStart();
        return;
      }
      if (!confirmDial) throw new AiccError('bridge/not-allowed', 'The workbench lets no guest dial this number');
      if (prompting) throw limited('the agent is being asked about another number');
      countStart();
      prompting = true;
      try {
        await ask(confirmDial, { ...input, origin }, call.signal, clock);
      } finally {
        prompting = false;
      }
    },
  };
}

function ask(
  confirmDial: ConfirmDial,
  request: Omit<DialRequest, 'signal'>,
  outer: AbortSignal,
  clock: Clock,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const prompt = new AbortController();
    const withdraw = (error: AiccError): void => {
      prompt.abort(error);
      finish();
      reject(error);
    };
    const onAbort = (): void => {
      withdraw(new AiccError('net/aborted', 'The page gave up dialling'));
    };
    const timer = clock.setTimeout(() => {
      withdraw(new AiccError('net/timeout', `The agent did not answer within ${promptMs} ms`));
    }, promptMs);
    const finish = (): void => {
      clock.clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
    };
    outer.addEventListener('abort', onAbort);

    void (async () => confirmDial({ ...request, signal: prompt.signal }))()
      .then((confirmed) => {
        if (confirmed) resolve();
        else reject(new AiccError('call/refused', 'The agent refused to dial'));
      }, reject)
      .finally(finish);
  });
}

const limited = (why: string): AiccError => new AiccError('bridge/rate-limited', `Not dialled: ${why}`);
