import type { Clock } from '../../clock.js';
import { AiccError, type AiccErrorCode } from '../../errors.js';

export interface LoadScriptOptions {
  readonly clock: Clock;
  /** For pages whose content security policy admits scripts by nonce. */
  readonly nonce?: string;
  /** A subresource-integrity hash that the script must have. */
  readonly integrity?: string;
  /** How long the script may take to load, in milliseconds. @default 10000 */
  readonly loadTimeoutMs?: number;
}

/**
 * Adds a script to the page and waits until it has run.
 *
 * @param src The address, as {@link trustedUrl} gives it.
 * @throws AiccError `net/unreachable`, `net/timeout`, `config/script-blocked`
 */
export async function loadScript(
  url: string,
  src: unknown,
  { clock, nonce = '', integrity = '', loadTimeoutMs = 10_000 }: LoadScriptOptions,
  signal: AbortSignal,
): Promise<void> {
  const script = document.createElement('script');
  let timer: unknown;
  const problem = await new Promise<AiccErrorCode | undefined>((settle) => {
    let failure: AiccErrorCode = 'net/unreachable';
    const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
      if (blockedURI === url) failure = 'config/script-blocked';
    };
    timer = clock.setTimeout(() => {
      settle('net/timeout');
    }, loadTimeoutMs);
    document.addEventListener('securitypolicyviolation', onViolation, { signal });
    signal.addEventListener('abort', () => {
      settle('bridge/closed');
    });
    script.onload = () => {
      settle(undefined);
    };
    // The report of a violation may come after the error that it causes.
    script.onerror = () =>
      clock.setTimeout(() => {
        settle(failure);
      }, 50);
    try {
      Object.assign(script, { nonce, integrity, crossOrigin: integrity ? 'anonymous' : null, src });
      document.head.append(script);
    } catch {
      settle('config/script-blocked');
    }
  });
  clock.clearTimeout(timer);
  if (!problem) return;
  script.remove();
  throw new AiccError(problem, `${url}: ${problem}`);
}

/** The part of Trusted Types that is used here. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}

/**
 * Under Trusted Types a string is refused: a policy of our own admits this one address. A page that names its
 * policies has to name it, and it may be made only once there: keep what comes back for every try.
 */
export function trustedUrl(url: string): unknown {
  try {
    const { trustedTypes } = globalThis as unknown as { trustedTypes: TrustedTypes };
    return trustedTypes.createPolicy('aicc-support#vendor-script', { createScriptURL: () => url }).createScriptURL(url);
  } catch {
    // No such browser, or no such policy; where the page does not require one, the string works.
    return url;
  }
}
