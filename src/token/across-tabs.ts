/**
 * One request for the tokens of one credential, however many tabs want one.
 *
 * 1. Tabs whose sources name the same credential share a lock and a channel of that name. Whoever runs script in the
 *    origin can hear the channel, as they could read the token of any page of it; another origin cannot.
 * 2. A tab that needs a token waits for the lock, at most `lockWaitMs`, and never steals it. That is longer than a
 *    fetch can take, so that a provider that hangs is not asked twice at once. When the wait ends it fetches without.
 * 3. With the lock, or without it, it asks the channel first (`ask`, with the token that the API refused): who has a
 *    token that will do says so at once (`token`). It waits `askMs` for that; longer where somebody had the lock
 *    before, for then a message is under way.
 * 4. What came meanwhile is taken. Else it fetches, and tells the others before it gives the lock back: `token`, or
 *    `failed`, which whoever waits takes for its own failure. So a server that is busy is asked once.
 * 5. `refused` says that the API refused a token: nobody hands it out any more. `ended` says that the session is over:
 *    all drop what they have and what is on its way.
 *
 * Tokens stay in memory: neither the lock nor the lease holds one.
 */
import { AiccError, isAiccError, type AiccErrorJSON } from '../errors.js';
import { isBoolean, isNumber, isRecord, isString, optional, own, shape, type Check } from '../protocol/guards.js';
import { limited, pause } from './limited.js';
import { isToken } from './read-token.js';
import { tokenError } from './token-error.js';
import type { TokenTab } from './token-tab.js';
import type { Once, SourcedToken } from './token.js';

interface Offer {
  readonly type: 'token';
  readonly token: string;
  readonly expiresAt: number;
  readonly userName?: string | undefined;
}

type Message =
  | Offer
  | { readonly type: 'ask'; readonly rejected?: string }
  | { readonly type: 'refused'; readonly token: string }
  | { readonly type: 'failed'; readonly error: AiccErrorJSON }
  | { readonly type: 'ended' };

const checks: Readonly<Record<Message['type'], Check>> = {
  ask: () => true,
  token: /* @__PURE__ */ shape<Offer>({
    token: isToken,
    expiresAt: isNumber,
    userName: /* @__PURE__ */ optional(isString),
  }),
  refused: () => true,
  failed: /* @__PURE__ */ shape({
    error: /* @__PURE__ */ shape({ code: isString, message: isString, retryable: isBoolean, context: isRecord }),
  }),
  ended: () => true,
};

const isMessage = (data: unknown): data is Message => isRecord(data) && own(checks, data['type'])?.(data) === true;

/** What a manager tells and is told. */
export interface SharingEvents {
  /** The token that this tab can give to others. */
  current(): SourcedToken | undefined;
  /** Whether a token of another tab will do. */
  isWelcome(token: SourcedToken): boolean;
  /** Another tab has a token, and this one waits for none. */
  offered(token: SourcedToken): void;
  /** Another tab failed, and this one waits for no token. */
  failed(error: AiccError): void;
  refused(token: string): void;
  ended(): void;
}

export interface Sharing {
  /** {@link Once} for this credential. */
  once(signal: AbortSignal, rejected: string | undefined, ...rest: OnceArguments): Promise<SourcedToken>;
  tell(message: Message): void;
  close(): void;
}

type OnceArguments = Parameters<Once> extends [string, ...infer Rest] ? Rest : never;

const askMs = 100;
const toldMs = 1000;
/** How much longer than a fetch a tab waits for the lock. */
const moreMs = 2000;

export function shareAcrossTabs(tab: TokenTab, credential: string, events: SharingEvents): Sharing {
  const { clock } = tab;
  const name = `aicc-support.token ${credential}`;
  const channel = tab.channel(name);
  /** What waits for a message: it gets the outcome of another tab's fetch. */
  let heard: ((outcome: SourcedToken | AiccError) => void) | undefined;

  function tell(message: Message): void {
    channel?.postMessage(message);
  }

  /** What is not known to end is not shared. */
  function offer({ token, expiresAt, userName }: SourcedToken): void {
    if (expiresAt !== undefined) tell({ type: 'token', token, expiresAt, userName });
  }

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isMessage(data)) return;
      switch (data.type) {
        case 'ask': {
          const token = events.current();
          if (token && token.token !== data.rejected) offer(token);
          break;
        }
        case 'token':
          if (events.isWelcome(data)) (heard ?? events.offered)(data);
          break;
        case 'failed':
          // A newer copy of the package may know codes that this one does not.
          (heard ?? events.failed)(new AiccError(data.error.code, data.error.message, data.error));
          break;
        case 'refused':
          events.refused(data.token);
          break;
        case 'ended':
          events.ended();
      }
    };
  }

  async function once(
    signal: AbortSignal,
    rejected: string | undefined,
    ...[fetch, { timeoutMs, isInteractive }]: OnceArguments
  ): Promise<SourcedToken> {
    let outcome = undefined as SourcedToken | AiccError | undefined;
    // Ends when there is an outcome, when it was long enough, and when the session ends.
    const wait = new AbortController();
    const endWait = (): void => {
      wait.abort();
    };
    let wake = endWait;
    const hear = (told: SourcedToken | AiccError): void => {
      outcome ??= told;
      wake();
    };
    // That of a session that ended may still be running.
    const stopHearing = (): void => {
      if (heard === hear) heard = undefined;
    };
    const isOver = (): boolean => signal.aborted;
    heard = hear;
    const timer = clock.setTimeout(endWait, timeoutMs + moreMs);
    signal.addEventListener('abort', endWait);

    const work = async (hasWaited: boolean): Promise<SourcedToken> => {
      if (isOver()) throw signal.reason;
      if (!outcome && channel) {
        const asking = new AbortController();
        wake = () => {
          asking.abort();
        };
        tell({ type: 'ask', ...(rejected !== undefined && { rejected }) });
        await pause(clock, hasWaited ? toldMs : askMs, asking.signal);
      }
      if (isAiccError(outcome)) throw outcome;
      if (outcome) return outcome;
      stopHearing();
      try {
        const token = await limited(clock, timeoutMs, signal, fetch);
        offer(token);
        return token;
      } catch (cause) {
        const error = tokenError(cause);
        if (!isOver() && !isInteractive) tell({ type: 'failed', error: error.toJSON() });
        throw error;
      }
    };

    try {
      return await (isInteractive ? work(false) : tab.lock(name, wait.signal, work));
    } finally {
      stopHearing();
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', endWait);
    }
  }

  return {
    once,
    tell,
    close: () => {
      channel?.close();
    },
  };
}
