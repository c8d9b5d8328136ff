import type { Clock } from '../../clock.js';
import { AiccError, type AiccErrorCode } from '../../errors.js';

export interface LoadScriptOptions {
  readonly url: string;
  readonly nonce?: string | undefined;
  readonly integrity?: string | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The part of Trusted Types that is used here; not every browser has it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}

/** A page whose policy names its Trusted Types policies has to name this one. */
const policyName = 'aicc-support#vendor-script';

/**
 * Adds a script to the page and waits until it has run.
 *
 * @throws AiccError `net/unreachable`, `net/timeout`, `config/script-blocked`
 */
export function loadScript({ url, nonce, integrity, timeoutMs, clock, signal }: LoadScriptOptions): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    let isDone = false;
    const finish = (code?: AiccErrorCode, message = 'is not admitted by the content security policy of this page') => {
      if (isDone) return;
      isDone = true;
      clock.clearTimeout(timer);
      document.removeEventListener('securitypolicyviolation', onViolation);
      if (code) {
        script.remove();
        reject(new AiccError(code, `${url} ${message}`));
      } else {
        resolve();
      }
    };
    const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
      if (blockedURI === url) finish('config/script-blocked');
    };
    const timer = clock.setTimeout(() => finish('net/timeout', `did not load within ${timeoutMs} ms`), timeoutMs);

    document.addEventListener('securitypolicyviolation', onViolation);
    signal.addEventListener('abort', () => finish('bridge/closed', 'is not waited for any more'));
    script.onload = () => finish();
    // The report of a violation may come after the error that it causes.
    script.onerror = () => clock.setTimeout(() => finish('net/unreachable', 'could not be loaded'), 50);
    if (nonce !== undefined) script.nonce = nonce;
    if (integrity !== undefined) Object.assign(script, { integrity, crossOrigin: 'anonymous' });
    try {
      script.src = trusted(url) as string;
      document.head.append(script);
    } catch {
      finish('config/script-blocked');
    }
  });
}

/** Under Trusted Types a string is refused: a policy of our own admits this one address. */
function trusted(url: string): unknown {
  try {
    const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
    return trustedTypes?.createPolicy(policyName, { createScriptURL: () => url }).createScriptURL(url) ?? url;
  } catch {
    // The page names its policies and not this one; where it does not require them, the string still works.
    return url;
  }
}
