import { systemClock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { refuseSecretsWithin } from '../../refuse-secrets.js';
import type { Send } from '../../send.js';
import { limited } from '../limited.js';
import { tokenError } from '../token-error.js';
import type { SourcedToken } from '../token.js';
import { authorizationRequest } from './authorization-request.js';
import { oauthUrl } from './oauth-url.js';
import type { OAuthSource, OAuthSourceOptions } from './options.js';
import { createRedeemer } from './redeem-code.js';
import { leaveForPlatform, takeReturn } from './redirect.js';
import { mustBeReadable, redeemMs, signInByWindow } from './sign-in-by-window.js';
import type { SignInPage } from './sign-in-page.js';
import { openSignInWindow } from './sign-in-window.js';

/** One sign-in, from the click to the token. */
interface Attempt {
  readonly token: Promise<SourcedToken>;
  /** The token, or that there is no window any more; a token that comes after that counts all the same. */
  readonly outcome: Promise<SourcedToken>;
  readonly end: (reason: AiccError) => void;
}

/** For how long a token is kept that nobody took, in milliseconds: it must not outlive a session by much. */
const freshMs = 60_000;

const interactionRequired = (): AiccError =>
  new AiccError('auth/interaction-required', 'The agent has to sign in: call signIn() in the handler of a click');

/** `oauthSource`, with what sends its requests, and its page, where there is one. */
export function createOAuthSource(options: OAuthSourceOptions, send: Send, page: SignInPage | undefined): OAuthSource {
  refuseSecretsWithin(options);
  const { clientId, clock = systemClock, timeoutMs = 300_000 } = options;
  const authorize = oauthUrl('authorizeUrl', options.authorizeUrl, options, page);
  const callback = oauthUrl('redirectUri', options.redirectUri, options, page);
  const redeem = options.profile === 'own-callback' ? createRedeemer(options, send, clock) : undefined;
  const isRedirect = options.display === 'redirect';
  if (isRedirect && (!redeem || (page && callback.origin !== page.location.origin))) {
    throw new AiccError(
      'config/invalid-option',
      "display: 'redirect' is for profile 'own-callback', and comes back to a redirectUri of the page's own origin",
    );
  }
  const watchers = new Set<() => void>();
  let attempt: Attempt | undefined;
  /** The window of the attempt, while the agent is in it. */
  let opened: Window | undefined;
  let fresh: { readonly token: SourcedToken; readonly until: number } | undefined;
  /** The token that the API refused last. */
  let refused: string | undefined;
  /** What a return failed with, for the first who asks. */
  let problem: AiccError | undefined;

  const forget = (): void => {
    fresh = undefined;
  };

  function begin(work: (signal: AbortSignal, gone: (error: AiccError) => void) => Promise<SourcedToken>): Attempt {
    const controller = new AbortController();
    const end: Attempt['end'] = (reason) => {
      controller.abort(reason);
    };
    let tellGone = end;
    const gone = new Promise<never>((_resolve, reject) => {
      tellGone = reject;
    });
    const over = (): void => {
      if (attempt === mine) attempt = opened = undefined;
    };
    const token = work(controller.signal, tellGone).then(
      (given) => {
        over();
        fresh = { token: given, until: clock.now() + freshMs };
        for (const changed of watchers) changed();
        return given;
      },
      (error: unknown) => {
        over();
        throw tokenError(error);
      },
    );
    const outcome = Promise.race([token, gone]);
    // Whoever waits for it hears of it.
    for (const each of [token, outcome]) each.catch(() => undefined);
    const mine: Attempt = { token, outcome, end };
    return mine;
  }

  /** The window has done its part. */
  const answered = (): void => {
    opened = undefined;
  };

  /** Opens its window before anything is awaited. */
  function ask(from: SignInPage): Attempt {
    if (isRedirect) {
      return begin(async (signal) => {
        const request = await authorizationRequest(options, from.crypto);
        return leaveForPlatform(from, clientId, request, { clock, signal });
      });
    }
    if (!redeem) mustBeReadable(from, callback);
    const window = openSignInWindow(from);
    const made = begin((signal, gone) =>
      signInByWindow(window, {
        options,
        page: from,
        callback,
        clock,
        timeoutMs,
        signal,
        redeem,
        rejected: () => refused,
        gone,
        answered,
      }),
    );
    opened = window;
    return made;
  }

  /** The token of the attempt that is under way, or the one that is there already. */
  async function take(signal: AbortSignal, rejected: string | undefined, isLook: boolean): Promise<SourcedToken> {
    const current = attempt;
    if (!isLook && current) {
      const onAbort = (): void => {
        current.end(tokenError(signal.reason));
      };
      // The session is over: nobody may be signed in by what was begun in it.
      signal.addEventListener('abort', onAbort);
      try {
        await current.outcome;
      } catch (error) {
        problem = undefined;
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    }
    if (!isLook && problem) {
      const known = problem;
      problem = undefined;
      throw known;
    }
    const given = fresh && clock.now() < fresh.until ? fresh.token : undefined;
    // From here on the manager has it; one that looks may find that somebody asks at the same time.
    if (!isLook) forget();
    if (!given || given.token === rejected) throw interactionRequired();
    return given;
  }

  const back = isRedirect && page ? readReturn(page) : undefined;
  if (back && redeem) {
    attempt = begin((signal) =>
      limited(clock, redeemMs, signal, (inner) => redeem({ ...back, rejected: refused }, inner)),
    );
    attempt.token.catch((error: unknown) => {
      problem = tokenError(error);
    });
  }

  function readReturn(from: SignInPage): ReturnType<typeof takeReturn> {
    try {
      return takeReturn(from, clientId, callback);
    } catch (error) {
      problem = tokenError(error);
      return undefined;
    }
  }

  return {
    name: 'oauth',
    timeoutMs: timeoutMs + 2 * redeemMs,
    async get({ reason, rejected, signal, once }) {
      const isLook = reason === 'look';
      refused = rejected ?? refused;
      if (isLook) {
        if (!fresh) throw interactionRequired();
        signal.addEventListener('abort', forget, { once: true });
      }
      return once(`oauth ${authorize.href} ${clientId}`, () => take(signal, rejected, isLook), {
        timeoutMs: timeoutMs + redeemMs,
        isInteractive: true,
      });
    },
    watch(changed) {
      watchers.add(changed);
      // The page came back with it before there was a manager.
      if (fresh) queueMicrotask(changed);
      return () => {
        watchers.delete(changed);
        if (watchers.size === 0) attempt?.end(new AiccError('auth/signed-out'));
      };
    },
    async signIn({ signal } = {}) {
      if (signal?.aborted) throw new AiccError('net/aborted');
      if (!page) throw new AiccError('auth/popup-blocked', 'There is no page here that could open a window');
      if (attempt && !opened?.closed) opened?.focus();
      else {
        attempt?.end(new AiccError('auth/popup-closed', 'Another window to sign in was opened'));
        attempt = ask(page);
      }
      const { outcome, end } = attempt;
      const onAbort = (): void => {
        end(new AiccError('net/aborted'));
      };
      signal?.addEventListener('abort', onAbort);
      try {
        await outcome;
      } finally {
        signal?.removeEventListener('abort', onAbort);
      }
    },
  };
}
