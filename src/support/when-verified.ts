import type { Clock } from '../clock.js';
import type { Connection, RequestOptions } from '../connection/connection.js';
import { AiccError, isAiccError } from '../errors.js';
import { isVerifyTypeCode } from '../protocol/guards.js';

/** For systems that push no results. */
const pollMs = 2000;

/**
 * Resolves when the contact that is in focus now passes; failed and abnormal attempts keep it waiting.
 *
 * The result is read at once, whenever something happens, and every two seconds.
 */
export async function waitUntilVerified(
  connection: Connection,
  verifyTypeCode: string,
  { signal, timeoutMs }: RequestOptions,
  clock: Clock,
): Promise<void> {
  const fail = (why: 'unknown-code' | 'no-contact' | 'contact-ended' | 'focus-lost' | 'timeout'): AiccError =>
    new AiccError(`verification/${why}`, `Waiting for ${verifyTypeCode}`);
  const stop = new AbortController();
  const onAbort = (): void => {
    stop.abort(new AiccError('net/aborted', undefined, { cause: signal?.reason }));
  };
  const deadline =
    timeoutMs !== undefined &&
    clock.setTimeout(() => {
      stop.abort(fail('timeout'));
    }, timeoutMs);

  /** Until something may have changed the answer. */
  const change = async (): Promise<void> => {
    let settle: (error?: unknown) => void = () => undefined;
    const changed = new Promise<void>((resolve, reject) => {
      settle = (): void => {
        if (stop.signal.aborted) reject(stop.signal.reason as AiccError);
        else resolve();
      };
    });
    const poll = clock.setTimeout(settle, pollMs);
    const unsubscribe = connection.subscribe(settle);
    stop.signal.addEventListener('abort', settle);
    await changed.finally(() => {
      clock.clearTimeout(poll);
      unsubscribe();
      stop.signal.removeEventListener('abort', settle);
    });
  };

  try {
    if (!isVerifyTypeCode(verifyTypeCode)) throw fail('unknown-code');
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    const atCall = connection.snapshot();
    let contactId = connection.status === 'open' ? atCall.focus.contactId : undefined;
    /** The same id in another run of the centre is another contact. */
    let epoch = contactId === undefined ? undefined : atCall.epoch;
    for (;;) {
      try {
        const reading = await connection.request('verification.result', { verifyTypeCode }, stop);
        const now = connection.snapshot();
        contactId ??= reading.contactId;
        epoch ??= reading.epoch;
        if (reading.verifyResult === '') throw fail('unknown-code');
        if (contactId === undefined) throw fail('no-contact');
        const isThere = now.epoch === epoch && now.contacts.some((each) => each.id === contactId);
        if (now.epoch !== epoch || now.focus.contactId !== contactId) {
          throw fail(isThere ? 'focus-lost' : 'contact-ended');
        }
        if (reading.contactId === contactId && reading.epoch === epoch && reading.verifyResult === '1') return;
      } catch (error) {
        // A link that comes back is waited for; what cannot come right by itself is told.
        if (stop.signal.aborted || !isAiccError(error) || !error.retryable) throw error;
      }
      await change();
    }
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clock.clearTimeout(deadline);
    signal?.removeEventListener('abort', onAbort);
  }
}
