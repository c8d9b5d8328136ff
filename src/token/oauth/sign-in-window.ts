import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { callbackChannel, isCallbackMessage, type CallbackMessage } from '../../protocol/oauth-callback.js';
import { limited } from '../limited.js';
import { tokenError } from '../token-error.js';
import { readReplyText } from './read-callback.js';
import type { SignInPage } from './sign-in-page.js';

/** How often a window is looked at, in milliseconds. */
const lookMs = 200;
/** For how long a message may still be under way from a window that is gone. */
const graceMs = 1000;
/** For how long a callback may lie there with nothing to be read in it. */
const unreadableMs = 3000;

/**
 * Opens an empty window: a browser lets it open only while a click is handled, and the address takes longer.
 *
 * @throws AiccError `auth/popup-blocked`
 */
export function openSignInWindow(page: SignInPage): Window {
  const [width, height] = [520, 680];
  const left = Math.max(0, Math.round(page.screenX + (page.innerWidth - width) / 2));
  const top = Math.max(0, Math.round(page.screenY + (page.innerHeight - height) / 2));
  const opened = page.open('', '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`);
  // Some blockers give a window that is closed already.
  if (!opened || opened.closed) {
    throw new AiccError(
      'auth/popup-blocked',
      'The browser opened no window to sign in: it was not a click that asked, pop-ups are off, or the frame may not',
    );
  }
  return opened;
}

export interface WindowWatch<T> {
  readonly page: SignInPage;
  readonly clock: Clock;
  readonly callback: URL;
  readonly state: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether the callback's own document is the answer. */
  readonly readsDocument: boolean;
  /** The answer in what the callback said; `undefined` when it is none, or somebody else's. */
  read(message: Pick<CallbackMessage, 'query' | 'reply'>, isOfWindow: boolean): T | undefined;
  /** The answer, where it lies elsewhere on the page. */
  look(): T | undefined;
  /** The window is gone, or cannot be seen any more. */
  gone(): void;
}

/**
 * Waits for what the callback in a window says.
 *
 * 1. A callback page posts to its opener: taken from the window's callback origin alone.
 * 2. A platform may cut the tie (`Cross-Origin-Opener-Policy`): the window looks closed then, and the callback page
 *    has no opener. If it is of this origin it speaks over a channel whose name holds the state.
 * 3. A callback of this origin that is no callback page is read from outside.
 * 4. A window that is gone, while the agent is back at this page, was closed. What it still says within `timeoutMs`
 *    counts all the same, for that the tie was cut looks alike.
 *
 * @throws AiccError `net/timeout`, `auth/callback-not-readable`; what `read` and `look` throw; the signal's reason
 */
export async function awaitCallback<T>(opened: Window, watch: WindowWatch<T>): Promise<T> {
  const { page, clock, callback, signal } = watch;
  const isOwnOrigin = callback.origin === page.location.origin;
  const channel =
    isOwnOrigin && 'BroadcastChannel' in page ? new page.BroadcastChannel(callbackChannel(watch.state)) : undefined;
  let timer: unknown;
  let stopListening = (): void => undefined;
  try {
    return await limited(
      clock,
      watch.timeoutMs,
      signal,
      () =>
        new Promise<T>((resolve, reject) => {
          let goneAt: number | undefined;
          let unreadableAt: number | undefined;
          let isTold = false;

          /** @returns whether it settled */
          const settle = (work: () => T | undefined): boolean => {
            try {
              const value = work();
              if (value === undefined) return false;
              resolve(value);
            } catch (error) {
              reject(tokenError(error));
            }
            return true;
          };
          const onMessage = ({ origin, source, data }: MessageEvent<unknown>): void => {
            // Anybody can post to a page.
            if (origin !== callback.origin || !isCallbackMessage(data)) return;
            settle(() => watch.read(data, source === opened));
          };
          page.addEventListener('message', onMessage);
          stopListening = () => {
            page.removeEventListener('message', onMessage);
          };
          if (channel) {
            channel.onmessage = ({ data }: MessageEvent<unknown>) => {
              if (isCallbackMessage(data)) settle(() => watch.read(data, false));
            };
          }

          const readWindow = (): T | undefined => {
            const place = placeOf(opened, callback);
            if (!place) return undefined;
            const { search: query } = place;
            // A callback page takes them away before it speaks.
            if (!watch.readsDocument) return /[?&](code|error)=/.test(query) ? watch.read({ query }, true) : undefined;
            const { readyState } = opened.document;
            const reply = readyState === 'loading' ? undefined : readReplyText(textOfDocument(opened.document));
            if (reply) return watch.read({ query, reply }, true);
            if (readyState !== 'complete') return undefined;
            unreadableAt ??= clock.now() + unreadableMs;
            if (clock.now() < unreadableAt) return undefined;
            throw new AiccError(
              'auth/callback-not-readable',
              'The callback of the sign-in holds neither a token nor an error. Let your server answer there as the provider does, or with oauthCallbackPage',
            );
          };
          const look = (): void => {
            if (settle(watch.look) || (isOwnOrigin && !opened.closed && settle(readWindow))) return;
            if (opened.closed) {
              goneAt ??= clock.now();
              if (!isTold && clock.now() - goneAt >= graceMs && page.document.hasFocus()) {
                isTold = true;
                watch.gone();
              }
            }
            timer = clock.setTimeout(look, lookMs);
          };
          look();
        }),
    );
  } finally {
    clock.clearTimeout(timer);
    stopListening();
    channel?.close();
    // One that its platform cut off closes itself.
    opened.close();
  }
}

/** Where a window is, if it is at the callback. */
function placeOf(opened: Window, callback: URL): Location | undefined {
  try {
    const { location } = opened;
    return location.origin === callback.origin && location.pathname === callback.pathname ? location : undefined;
  } catch {
    // It is elsewhere.
    return undefined;
  }
}

/** Browsers show JSON as a document of their own making, with its text in a `pre`. */
const textOfDocument = (document: Document): string =>
  (document.querySelector('pre') ?? (document.body as HTMLElement | null))?.textContent ?? '';
