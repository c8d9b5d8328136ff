import { createEmitter } from '../emitter.js';
import { AiccError, isAiccError } from '../errors.js';
import { refuseSecretsWithin } from '../refuse-secrets.js';
import { shareAcrossTabs, type Sharing } from './across-tabs.js';
import { failureAfter, type Failure } from './failure.js';
import { defaultTimeoutMs } from './first-of.js';
import { holdToken, type HeldToken } from './held-token.js';
import { limited } from './limited.js';
import type { TokenManager, TokenManagerOptions } from './manager.js';
import { claimsOf, isToken, textOf } from './read-token.js';
import { tokenError } from './token-error.js';
import type { TokenTab } from './token-tab.js';
import type { SourcedToken, SourceRequest, TokenEvents, TokenStatus } from './token.js';

const defaultMinValidityMs = 10_000;

/** A token manager in a tab: see `createTokenManager`. */
export function manageTokens(options: TokenManagerOptions, tab: TokenTab): TokenManager {
  refuseSecretsWithin(options);
  const { source, expectedUserName, refreshAheadMs = 60_000 } = options;
  const { clock, random } = tab;
  const events = createEmitter<TokenEvents>(options.logger);
  const sharings = new Map<string, Sharing>();
  /** Ends with the session; a late result of the one before changes nothing. */
  let session = new AbortController();
  let isDisposed = false;
  let isWanted = false;
  let held: HeldToken | undefined;
  let refused: string | undefined;
  let failure: Failure | undefined;
  let flight: Promise<string> | undefined;
  let skewMs = 0;
  let timer: unknown;

  const leftMs = (): number => (held ? held.expiresAt - clock.now() : 0);

  function status(): TokenStatus {
    if (isDisposed) return 'disposed';
    if (leftMs() > 0) return 'valid';
    return flight ? 'fetching' : failure ? 'failed' : held ? 'expired' : 'none';
  }

  /** What a token must be to be handed out. */
  function check({ token, expiresAt = Infinity, userName = claimsOf(token)?.['user_name'] as string }: SourcedToken) {
    if (!isToken(token)) throw new AiccError('auth/token-malformed');
    if (expectedUserName !== undefined && userName !== expectedUserName) throw new AiccError('auth/wrong-user');
    if (token === refused) throw new AiccError('auth/token-rejected');
    if (!(expiresAt > clock.now())) throw new AiccError('auth/token-expired');
    return { token, expiresAt, userName: textOf(userName) };
  }

  /** @returns the token */
  function accept(given: SourcedToken, credential?: string): string {
    const checked = check(given);
    const { token, expiresAt, userName } = checked;
    const isNews = token !== held?.token;
    // A little apart, so that a thousand agents who began at nine do not renew at once.
    const aheadMs = refreshAheadMs * (1 + random() / 5);
    held = holdToken(checked, held, credential, { now: clock.now(), aheadMs });
    failure = undefined;
    schedule();
    if (isNews) {
      const event = Object.defineProperty({ expiresAt, userName }, 'token', { value: token });
      events.emit('token', event as TokenEvents['token']);
    }
    return token;
  }

  function fail(cause: unknown): AiccError {
    const error = tokenError(cause);
    failure = failureAfter(failure, error, tab);
    // That nobody was asked is no reason to keep somebody from asking.
    if (error.code === 'auth/interaction-required') failure.until = clock.now();
    schedule();
    events.emit('failed', { error, ...(error.retryable && { retryAt: failure.until }) });
    return error;
  }

  function sharing(credential: string): Sharing {
    const name = expectedUserName === undefined ? credential : `${credential} ${expectedUserName}`;
    const known = sharings.get(name);
    if (known) return known;
    const made = shareAcrossTabs(tab, name, {
      current: () => (held?.credential === credential && leftMs() > defaultMinValidityMs ? held : undefined),
      isWelcome(token) {
        try {
          // After the session ended nobody wants what was still under way.
          return isWanted && token.token !== held?.token && check(token).expiresAt > (held?.expiresAt ?? 0);
        } catch {
          return false;
        }
      },
      offered: (token) => void accept(token, credential),
      failed(error) {
        if (flight || failure) return;
        failure = failureAfter(failure, error, tab);
        schedule();
      },
      refused: refuse,
      ended: endSession,
    });
    sharings.set(name, made);
    return made;
  }

  /** Asks the source. `via` hears of the credential whose tabs were asked. */
  function ask(reason: SourceRequest['reason'], signal: AbortSignal, via: { credential?: string }) {
    return source.get({
      signal,
      rejected: refused,
      reason,
      clock,
      skewMs,
      once(credential, ...rest) {
        via.credential = credential;
        return sharing(credential).once(signal, refused, ...rest);
      },
    });
  }

  /** One at a time, for whoever asks. */
  function renew(reason: 'asked' | 'renewal'): Promise<string> {
    if (flight) return flight;
    if (failure && clock.now() < failure.until) return Promise.reject(failure.error);
    const { signal } = session;
    const via: { credential?: string } = {};
    const inTime = limited(clock, source.timeoutMs ?? defaultTimeoutMs, signal, async (inner) =>
      ask(reason, inner, via),
    );
    const mine = inTime.then(
      (given) => {
        flight = undefined;
        skewMs = given.skewMs ?? skewMs;
        try {
          accept(given, via.credential);
        } catch (error) {
          throw fail(error);
        }
        // A listener may have ended it.
        if (signal.aborted) throw signal.reason;
        return given.token;
      },
      (error: unknown) => {
        if (signal.aborted) throw error;
        flight = undefined;
        throw fail(error);
      },
    );
    // Whoever does not wait for it hears of it by an event.
    mine.catch(() => undefined);
    return (flight = mine);
  }

  /** For a caller, who may be asked something, though a renewal that nobody waits for may not. */
  async function renewForCaller(): Promise<string> {
    const joined = flight;
    try {
      return await renew('asked');
    } catch (error) {
      if (!joined || !isAiccError(error, 'auth/interaction-required')) throw error;
      return renew('asked');
    }
  }

  /** Takes what lies on the page, if it is another and will do. */
  function look(): void {
    if (flight || isDisposed) return;
    const { signal } = session;
    const via: { credential?: string } = {};
    ask('look', signal, via)
      .then((given) => signal.aborted || accept(given, via.credential))
      .catch(() => undefined);
  }

  function wantsRenewal(now: number): boolean {
    if (!isWanted || flight || (held ? now < held.refreshAt : !failure)) return false;
    return !failure || (failure.error.retryable && now >= failure.until);
  }

  function tell(name: 'expiring' | 'expired'): void {
    if (!held || held.told.has(name) || clock.now() < held[name === 'expiring' ? 'refreshAt' : 'expiresAt']) return;
    held.told.add(name);
    events.emit(name, { expiresAt: held.expiresAt });
  }

  /** Does what is due. */
  function checkTimes(): void {
    tell('expiring');
    tell('expired');
    if (wantsRenewal(clock.now())) void renew('renewal').catch(() => undefined);
    schedule();
  }

  function schedule(): void {
    clock.clearTimeout(timer);
    const now = clock.now();
    const times = held ? [held.refreshAt, held.expiresAt] : [];
    if (isWanted && failure?.error.retryable) times.push(failure.until);
    const next = Math.min(...times.filter((each) => each > now));
    if (next < Infinity) timer = clock.setTimeout(checkTimes, next - now);
  }

  function refuse(token: string): void {
    refused = token;
    if (held?.token !== token) return;
    held = undefined;
    schedule();
  }

  function endSession(): void {
    const ended = session;
    session = new AbortController();
    held = refused = failure = flight = undefined;
    isWanted = false;
    schedule();
    ended.abort(new AiccError('auth/signed-out'));
  }

  function invalidate(token?: string): void {
    if (isDisposed || (token !== undefined && token === refused)) return;
    if (token === undefined) endSession();
    else refuse(token);
    const message = token === undefined ? ({ type: 'ended' } as const) : ({ type: 'refused', token } as const);
    for (const each of sharings.values()) each.tell(message);
  }

  const stops = [
    tab.onWake((isOnline) => {
      if (isOnline && failure?.error.retryable) failure.until = clock.now();
      checkTimes();
    }),
    source.watch?.(look),
  ];

  return {
    get status() {
      return status();
    },
    async getToken({ signal, minValidityMs, rejected } = {}) {
      if (isDisposed) throw new AiccError('auth/signed-out');
      if (rejected !== undefined) invalidate(rejected);
      const before = held;
      const neededMs = Math.min(minValidityMs ?? defaultMinValidityMs, (before?.lifeMs ?? 0) / 2);
      if (before && leftMs() > neededMs) {
        checkTimes();
        return before.token;
      }
      try {
        isWanted = true;
        return await (signal ? limited(clock, Infinity, signal, renewForCaller) : renewForCaller());
      } catch (error) {
        if (signal?.aborted) throw new AiccError('net/aborted', undefined, { cause: error });
        // A failure takes nobody's valid token away.
        if (minValidityMs !== undefined || !before || before !== held || leftMs() <= 0) throw error;
        return before.token;
      }
    },
    invalidate,
    on: events.on,
    dispose() {
      if (isDisposed) return;
      endSession();
      isDisposed = true;
      for (const stop of stops) stop?.();
      for (const each of sharings.values()) each.close();
      events.off();
    },
    toJSON: () => ({
      status: status(),
      source: source.name,
      expiresAt: held?.expiresAt,
      userName: held?.userName,
      skewMs,
    }),
  };
}
